package dev.firstlight.stream.enrich.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.maxmind.db.Reader;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.stream.enrich.place.MmdbData.DamagedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmdbTest {

    private static final int NETWORK = 198 << 24 | 18 << 16;

    @Test
    void shouldAnswerAsMaxMindsReaderDoes() throws Exception {
        byte[] bytes = bundled();
        Mmdb ours = read(bytes);
        try (Reader theirs = new Reader(new ByteArrayInputStream(bytes))) {
            assertThat(ours.builtAtSeconds())
                    .isEqualTo(theirs.getMetadata().buildTime().getEpochSecond());
            Seeded.repeat(20, random -> {
                for (int i = 0; i < 1_000; i++) {
                    byte[] address = address(random);
                    assertThat(code(ours, TestAddresses.mapped(address))).isEqualTo(code(theirs, address));
                }
            });
        }
    }

    @Test
    void shouldReadTextsOfAnyLengthNumbersAndWhatIsInOneAnother() throws Exception {
        String longText = "x".repeat(200);
        byte[] record = TinyMmdb.map(
                TinyMmdb.text("skipped"),
                TinyMmdb.array(TinyMmdb.text(longText), TinyMmdb.map(TinyMmdb.text("a"), TinyMmdb.number(1))),
                TinyMmdb.text("list"),
                TinyMmdb.array(TinyMmdb.map(TinyMmdb.text("name"), TinyMmdb.text(longText))),
                TinyMmdb.text("number"),
                TinyMmdb.number(4_294_967_295L));
        Mmdb file = read(TinyMmdb.of(NETWORK, 15, record));
        MmdbData data = file.data();

        int at = file.find(TestAddresses.bytes("198.18.1.2"));

        assertThat(data.number(data.field(at, "number"))).isEqualTo(4_294_967_295L);
        assertThat(data.text(data.field(data.first(data.field(at, "list")), "name")))
                .isEqualTo(longText);
        assertThat(data.field(at, "none")).isEqualTo(MmdbData.NONE);
        assertThat(data.text(data.field(at, "number"))).isNull();
        assertThat(data.number(data.field(at, "list"))).isEqualTo(MmdbData.NONE);
        assertThat(data.field(data.field(at, "number"), "x")).isEqualTo(MmdbData.NONE);
    }

    /** Whatever is done to a file: refused when it is read, or told to be damaged when asked, or an answer; nothing else. */
    @Test
    void shouldSurviveAnyDamage() {
        byte[] record = TinyMmdb.map(TinyMmdb.text("country_code"), TinyMmdb.text("CH"));
        byte[] good = TinyMmdb.of(NETWORK, 15, record);
        Seeded.repeat(3_000, random -> {
            byte[] damaged = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int from = random.nextBoolean() ? 0 : 111 * 6; // anywhere, or in data and metadata
                damaged[from + random.nextInt(damaged.length - from)] = (byte) random.nextInt(256);
            }
            try {
                PlaceFile<String> file = Countries.read(new ByteArrayInputStream(damaged));
                file.of(TestAddresses.bytes("198.18.0.1"));
                file.of(TestAddresses.bytes("2001:db8::1"));
            } catch (IOException | DamagedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void shouldRefuseEveryFileThatIsCutShort() {
        byte[] good = TinyMmdb.of(NETWORK, 15, TinyMmdb.map(TinyMmdb.text("country_code"), TinyMmdb.text("CH")));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut)).as("%s bytes", length).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "\u00ab\u00cd\u00efMaxMind.com"})
    void shouldRefuseWhatIsNoSuchFile(String content) {
        assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IOException.class);
    }

    /** Real and rare ones: any v4, v6 of the part that is given out (2000::/3), any v6. */
    private static byte[] address(Random random) {
        byte[] address = new byte[random.nextInt(3) == 0 ? 4 : 16];
        random.nextBytes(address);
        if (address.length == 16 && random.nextInt(4) > 0) {
            address[0] = (byte) (0x20 | random.nextInt(16));
            address[1] = (byte) random.nextInt(16);
        }
        return address;
    }

    private static @Nullable String code(Mmdb file, byte[] address) {
        return file.data().text(file.data().field(file.find(address), "country_code"));
    }

    private static @Nullable String code(Reader reader, byte[] address) {
        try {
            Map<?, ?> found = reader.get(InetAddress.getByAddress(address), Map.class);
            return found == null ? null : (String) found.get("country_code");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mmdb read(byte[] bytes) throws IOException {
        return Mmdb.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] bundled() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Mmdb.class.getClassLoader().getResourceAsStream(Countries.BUNDLED))) {
            return in.readAllBytes();
        }
    }
}

package dev.firstlight.stream.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Warnings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountryEnrichmentTest {

    /** 198.18.0.0/15, the network for benchmarks (RFC 2544). */
    private static final int NETWORK = 198 << 24 | 18 << 16;

    @TempDir
    Path directory;

    @Test
    void shouldTellTheCountryOfAnAddressInTheFile() throws Exception {
        CountryEnrichment enrichment = new CountryEnrichment(
                open(TinyCountryFile.map(TinyCountryFile.text("country_code"), TinyCountryFile.text("CH"))));

        assertThat(country(enrichment, "198.19.255.1")).isEqualTo("CH");
        assertThat(country(enrichment, "198.20.0.1")).isNull();
        assertThat(country(enrichment, "2001:db8::1")).isNull();
    }

    @Test
    void shouldReadMaxMindsOwnLayoutToo() throws Exception {
        byte[] inner = TinyCountryFile.map(TinyCountryFile.text("iso_code"), TinyCountryFile.text("LI"));
        CountryFile file = open(TinyCountryFile.map(TinyCountryFile.text("country"), inner));

        assertThat(country(new CountryEnrichment(file), "198.18.0.1")).isEqualTo("LI");
        assertThat(file.builtAtSeconds()).isEqualTo(1_795_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.1.1",
                "0.0.0.0",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1"
            })
    void shouldNotAskForAddressesThatAreNoPublicHosts(String address) throws Exception {
        assertThat(country(new CountryEnrichment(any -> "CH"), address)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "CHE", "ch", "??"})
    void shouldLeaveOutWhatIsNoCountryCode(String code) throws Exception {
        assertThat(country(new CountryEnrichment(any -> code), "198.18.0.1")).isNull();
    }

    @Test
    void shouldLeaveTheCountryAbsentWithoutAnAddress() {
        Event event = new Event();

        new CountryEnrichment(any -> "CH").enrich(new Enrichment.Subject(null, null, 0), event, new Warnings());

        assertThat(event.getCountry()).isNull();
    }

    @Test
    void shouldFindTheBundledFile() throws Exception {
        CountryEnrichment bundled = new CountryEnrichment(Objects.requireNonNull(CountryFile.open(null)));

        assertThat(country(bundled, "8.8.8.8")).isEqualTo("US");
        assertThat(country(bundled, "192.168.0.1")).isNull();
    }

    @Test
    void shouldSayWhichFileCannotBeRead() throws Exception {
        Path none = directory.resolve("none.mmdb");
        Path nonsense = Files.write(directory.resolve("nonsense.mmdb"), new byte[100]);

        assertThatThrownBy(() -> CountryFile.open(none))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.mmdb");
        assertThatThrownBy(() -> CountryFile.open(nonsense))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nonsense.mmdb");
    }

    private CountryFile open(byte[] record) throws IOException {
        Path file = Files.write(directory.resolve("tiny.mmdb"), TinyCountryFile.of(NETWORK, 15, record));
        return Objects.requireNonNull(CountryFile.open(file));
    }

    private static @Nullable String country(CountryEnrichment enrichment, String address) throws IOException {
        Event event = new Event();
        byte[] bytes = InetAddress.getByName(address).getAddress();
        byte[] mapped = bytes;
        if (bytes.length == 4) {
            mapped = new byte[16];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(bytes, 0, mapped, 12, 4);
        }
        enrichment.enrich(new Enrichment.Subject(null, mapped, 0), event, new Warnings());
        return event.getCountry();
    }
}

package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.RawEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PackCompressionTest {

    private final PackCompressor compressor = new PackCompressor(1);
    private final PackEncoder encoder = new PackEncoder();
    private final PackReader reader = new PackReader(new SchemaBook());

    @AfterEach
    void close() {
        compressor.close();
    }

    @Test
    void shouldReadOfACompressedPackWhatWasPutIn() {
        Seeded.repeat(200, random -> {
            List<RawEvent> events = append(random, 1 + random.nextInt(60));

            byte[] pack = encoder.finish(compressor);

            assertThat(items(pack)).isEqualTo(events);
        });
    }

    @Test
    void shouldMakeAPackOfLikeEventsMuchSmaller() {
        RawEvent event = RawEvents.random(new Random(7));
        begin();
        for (int i = 0; i < 50; i++) {
            encoder.append(event);
        }
        int plainBytes = encoder.size();

        byte[] pack = encoder.finish(compressor);

        assertThat(pack.length).isLessThan(plainBytes / 4);
        assertThat(PackCompressor.isCompressed(pack)).isTrue();
        assertThat(items(pack)).hasSize(50);
    }

    @Test
    void shouldLeavePlainWhatCompressionWouldNotMakeSmaller() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);

        assertThat(compressor.compress(noise, noise.length)).isEqualTo(noise);
        assertThat(compressor.compress(new byte[20], 20)).isEqualTo(new byte[20]);
    }

    @Test
    void shouldGoOnPlainWhenItsContextIsFreed() {
        List<RawEvent> events = append(new Random(3), 40);
        compressor.close();
        compressor.close();

        byte[] pack = encoder.finish(compressor);

        assertThat(PackCompressor.isCompressed(pack)).isFalse();
        assertThat(items(pack)).isEqualTo(events);
    }

    @Test
    void shouldRefuseAFrameThatIsDamagedOrClaimsTooMuch() {
        append(new Random(5), 40);
        byte[] pack = encoder.finish(compressor);
        byte[] bomb = Zstd.compress(new byte[8 << 20]);

        assertUnreadable(Arrays.copyOf(pack, pack.length - 3));
        assertUnreadable(Arrays.copyOf(pack, 5));
        assertUnreadable(bomb);
    }

    /** Whatever a disk or a stranger makes of a pack: refused in a sentence, never another exception. */
    @Test
    void shouldNeverFailOtherwiseForAnyDamage() {
        Seeded.repeat(2_000, random -> {
            append(random, 1 + random.nextInt(20));
            byte[] pack = encoder.finish(compressor);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                pack[random.nextInt(pack.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                reader.read(pack);
            } catch (UnreadableException e) {
                assertThat(e.detail()).isNotEmpty();
            }
        });
    }

    private void assertUnreadable(byte[] pack) {
        assertThatThrownBy(() -> reader.read(pack)).isInstanceOf(UnreadableException.class);
    }

    private List<RawEvent> append(Random random, int count) {
        begin();
        List<RawEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawEvent event = RawEvents.random(random);
            encoder.append(event);
            events.add(event);
        }
        return events;
    }

    private void begin() {
        encoder.begin(new PackEncoder.Header(1, 2, 3, 4, 5, 6, 7, 8, Map.of()));
    }

    private List<RawEvent> items(byte[] pack) {
        try {
            List<RawEvent> events = new ArrayList<>();
            for (PackReader.Item item : reader.read(pack).items()) {
                events.add(item.event());
            }
            return events;
        } catch (UnreadableException e) {
            throw new AssertionError(e.detail(), e);
        }
    }
}

package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressKeysTest {

    private static final int DAY = 20_779;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T02:39:02Z"));
    private AddressKeys keys = new AddressKeys(Path.of("unused"), clock);

    @BeforeEach
    void makeKeys() {
        keys = new AddressKeys(directory, clock);
    }

    @Test
    void shouldOpenWhatItSealedAtTheSamePlaceOnly() throws IOException {
        DayKey key = written(1);
        Seeded.repeat(200, random -> {
            byte[] address = address(random);
            long incarnation = random.nextLong();
            int loop = random.nextInt(256);
            int partition = random.nextInt(4_096);
            long sequence = random.nextLong(1L << 44);

            byte[] sealed = key.seal(address, incarnation, loop, partition, sequence);

            assertThat(sealed).isNotEqualTo(address);
            assertThat(key.seal(sealed, incarnation, loop, partition, sequence)).isEqualTo(address);
            assertThat(key.seal(sealed, incarnation + 1, loop, partition, sequence))
                    .isNotEqualTo(address);
        });
    }

    @Test
    void shouldSealIntoBytesThatAreThere() throws IOException {
        DayKey key = written(1);
        byte[] sealed = new byte[DayKey.ADDRESS_BYTES];
        Seeded.repeat(200, random -> {
            byte[] address = address(random);
            byte[] asBefore = address.clone();
            long sequence = random.nextLong(1L << 44);

            key.seal(address, 7, 3, 5, sequence, sealed);

            assertThat(sealed).isEqualTo(key.seal(address, 7, 3, 5, sequence));
            assertThat(address).isEqualTo(asBefore);
        });
    }

    @Test
    void shouldKeepTheKeysOfTwoDaysApartThatAreAskedForInTurn() throws IOException {
        DayKey today = written(1);
        Files.write(AddressKeys.fileOf(directory, DAY + 1), bytes(2));
        DayKey tomorrow = Objects.requireNonNull(keys.ofDay(DAY + 1));

        assertThat(keys.ofDay(DAY)).isSameAs(today);
        assertThat(keys.ofDay(DAY + 1)).isSameAs(tomorrow);
        assertThat(keys.ofDay(DAY)).isSameAs(today);
    }

    @Test
    void shouldNeverUseAPadTwice() throws IOException {
        DayKey key = written(1);
        byte[] nothing = new byte[16];
        Set<String> pads = new HashSet<>();

        for (int loop : new int[] {0, 1, 255}) {
            for (int partition : new int[] {0, 1, 4_095}) {
                for (long sequence : new long[] {0, 1, (1L << 44) - 1}) {
                    pads.add(Arrays.toString(key.seal(nothing, 7, loop, partition, sequence)));
                    pads.add(Arrays.toString(key.seal(nothing, 8, loop, partition, sequence)));
                }
            }
        }

        assertThat(pads).hasSize(2 * 27);
    }

    @Test
    void shouldHashAlikeWithinADayAndUnlinkablyAcrossDays() throws IOException {
        byte[] address = address(new Random(1));
        DayKey today = written(1);
        Files.write(AddressKeys.fileOf(directory, DAY + 1), bytes(2));
        DayKey tomorrow = Objects.requireNonNull(keys.ofDay(DAY + 1));

        assertThat(today.hash(address)).isEqualTo(today.hash(address)).matches("[0-9a-f]{32}");
        assertThat(tomorrow.hash(address)).isNotEqualTo(today.hash(address));
        assertThat(tomorrow.day()).isEqualTo(DAY + 1);
    }

    @Test
    void shouldFindAKeyThatComesWithinASecond() throws IOException {
        assertThat(keys.ofDay(DAY)).isNull();
        Files.write(AddressKeys.fileOf(directory, DAY), bytes(1));
        assertThat(keys.ofDay(DAY)).isNull();

        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ofDay(DAY)).isNotNull();
    }

    @Test
    void shouldForgetAKeyThatIsErasedWithinAMinute() throws IOException {
        written(1);
        Files.delete(AddressKeys.fileOf(directory, DAY));
        clock.advance(Duration.ofSeconds(59));
        assertThat(keys.ofDay(DAY)).isNotNull();

        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.ofDay(DAY)).isNull();
    }

    @Test
    void shouldReadAgainAfterAReadingThatFailed() throws IOException {
        Deque<Runnable> readings = new ArrayDeque<>();
        AtomicBoolean isClockBroken = new AtomicBoolean();
        InstantSource breakable = () -> {
            if (isClockBroken.get()) {
                throw new IllegalStateException("no time");
            }
            return clock.instant();
        };
        AddressKeys readElsewhere = new AddressKeys(directory, breakable, readings::add);
        Files.write(AddressKeys.fileOf(directory, DAY), bytes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(readElsewhere.ofDay(DAY)).isNull();
        isClockBroken.set(true);
        assertThatThrownBy(readings.remove()::run).hasMessage("no time");
        isClockBroken.set(false);

        readElsewhere.ofDay(DAY);
        readings.remove().run();

        assertThat(readElsewhere.ofDay(DAY)).isNotNull();
    }

    @Test
    void shouldReadAgainAfterAReadingThatWasRejected() throws IOException {
        Deque<Runnable> readings = new ArrayDeque<>();
        AtomicBoolean isRejecting = new AtomicBoolean(true);
        AddressKeys readElsewhere = new AddressKeys(directory, clock, reading -> {
            if (isRejecting.get()) {
                throw new RejectedExecutionException();
            }
            readings.add(reading);
        });
        Files.write(AddressKeys.fileOf(directory, DAY), bytes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(readElsewhere.ofDay(DAY)).isNull();
        isRejecting.set(false);

        readElsewhere.ofDay(DAY);
        readings.remove().run();

        assertThat(readElsewhere.ofDay(DAY)).isNotNull();
    }

    @Test
    void shouldTakeOnlyAWholeKey() throws IOException {
        Files.write(AddressKeys.fileOf(directory, DAY), new byte[AddressKeys.FILE_BYTES - 1]);
        Files.createDirectory(AddressKeys.fileOf(directory, DAY + 1));

        assertThat(keys.ofDay(DAY)).isNull();
        assertThat(keys.ofDay(DAY + 1)).isNull();
    }

    @Test
    void shouldNameTheFileAfterTheDay() {
        assertThat(AddressKeys.fileOf(Path.of("keys"), DAY))
                .hasToString(Path.of("keys", "2026-11-22.key").toString());
    }

    private DayKey written(int seed) throws IOException {
        Files.write(AddressKeys.fileOf(directory, DAY), bytes(seed));
        return Objects.requireNonNull(keys.ofDay(DAY));
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[AddressKeys.FILE_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] address(Random random) {
        byte[] address = new byte[16];
        random.nextBytes(address);
        return address;
    }
}

package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Allocated;
import dev.firstlight.runtime.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What identity and address of an event cost in bytes allocated. */
final class IdentityAllocationTest {

    private static final int CALLS = 20_000;
    private static final int DAY = 20_779;

    /** A tenth of a byte a call: the measuring itself. */
    private static final double NOTHING = 0.1;

    @TempDir
    private Path directory;

    @Test
    void shouldAllocateNothingToHashAnEvent() {
        IdentityHasher hasher = new IdentityHasher();
        byte[] pixel = "shop-checkout".getBytes(StandardCharsets.US_ASCII);
        byte[] eventId = "0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d".getBytes(StandardCharsets.US_ASCII);

        assertThat(Allocated.bytesPerCall(CALLS, () -> hasher.hashEvent(pixel, eventId, 0, eventId.length)))
                .isLessThan(NOTHING);
    }

    @Test
    void shouldAllocateNothingToFindTheKeyAndToSeal() throws IOException {
        byte[] file = new byte[AddressKeys.FILE_BYTES];
        new Random(1).nextBytes(file);
        Files.write(AddressKeys.fileOf(directory, DAY), file);
        AddressKeys keys = new AddressKeys(directory, new TestClock(Instant.parse("2026-11-22T02:39:02Z")));
        byte[] address = new byte[DayKey.ADDRESS_BYTES];
        byte[] sealed = new byte[DayKey.ADDRESS_BYTES];

        double bytes = Allocated.bytesPerCall(
                CALLS, () -> Objects.requireNonNull(keys.ofDay(DAY)).seal(address, 7, 3, 5, 11, sealed));

        assertThat(bytes).isLessThan(NOTHING);
    }
}

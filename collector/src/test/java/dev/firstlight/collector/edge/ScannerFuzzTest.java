package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is taken by the scanner that the general path refuses or reads otherwise; {@code -Dfuzz.requests=10000000} for the long run. */
final class ScannerFuzzTest {

    /** A generator each; so that a seed that fails is short to run again. */
    private static final int REQUESTS_PER_SEED = 500;

    private static final long REQUESTS = Long.getLong("fuzz.requests", 100_000);

    private final ScannerAgainstDecoder comparison = new ScannerAgainstDecoder();
    private long taken;
    private long left;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES) // for the long run; the short one takes seconds
    void shouldReadAlikeWhateverItTakes() {
        Seeded.repeat((int) (REQUESTS / REQUESTS_PER_SEED), random -> {
            RequestMaker maker = new RequestMaker(random);
            for (int i = 0; i < REQUESTS_PER_SEED; i++) {
                if (comparison.isTaken(maker.any())) {
                    taken++;
                } else {
                    left++;
                }
            }
        });

        System.out.printf("scanner: %,d requests taken and read alike, %,d left to the decoder%n", taken, left);
        if (Long.getLong("seed") == null) {
            assertThat(taken).isGreaterThan(REQUESTS / 5); // else the comparison says little
            assertThat(left).isGreaterThan(REQUESTS / 5);
        }
    }

    @Test
    void shouldTakeWhatBrowsersSend() {
        Seeded.repeat(1_000, random -> {
            byte[] plain = new RequestMaker(random).plain();

            if (plain.length < 8_000) { // some are long on purpose
                assertThat(comparison.isTaken(plain)).isTrue();
            }
        });
    }
}

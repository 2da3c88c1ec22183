package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.stream.MemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The turns in which packs are tried again, each within a bound of time. */
class WaitingPacksTest {

    private static final long NOW = 1_795_315_142_123L;
    private static final DecodeConfig CONFIG =
            new DecodeConfig(Duration.ofHours(26), Duration.ofSeconds(10), Duration.ofHours(24), 1_000, true);

    private final List<Long> tried = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1; // as System.nanoTime may be
    private long readingMs;
    private boolean isKnown;
    private final WaitingPacks waiting = new WaitingPacks(
            MemoryStore.open(),
            CONFIG,
            this::read,
            () -> nanos,
            new ErrorLog(InstantSource.system(), (line, cause) -> {}));

    @Test
    void shouldEndATurnAfterATenthOfASecondAndGoOnBehindItAtTheNext() {
        add(5);
        readingMs = 60;

        waiting.retry(NOW, NOW);
        assertThat(tried).containsExactly(0L, 1L);
        waiting.retry(NOW, NOW);
        assertThat(tried).containsExactly(0L, 1L, 2L, 3L);
        isKnown = true;
        for (int turn = 0; turn < 3; turn++) {
            waiting.retry(NOW, NOW);
        }

        assertThat(tried).containsExactly(0L, 1L, 2L, 3L, 4L, 0L, 1L, 2L, 3L);
        assertThat(waiting.count()).isZero();
    }

    @Test
    void shouldTryAllInATurnThatHasTheTime() {
        add(5);
        readingMs = 10;

        waiting.retry(NOW, NOW);

        assertThat(tried).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void shouldTryOneAtLeastHoweverLongThatTakes() {
        add(3);
        readingMs = 5_000;
        isKnown = true;

        for (int turn = 0; turn < 3; turn++) {
            waiting.retry(NOW, NOW);
        }

        assertThat(tried).containsExactly(0L, 1L, 2L);
        assertThat(waiting.count()).isZero();
    }

    @Test
    void shouldSayWhenTheFirstOfThemWasAppended() {
        assertThat(waiting.firstAppendedAtMs()).isEqualTo(Long.MAX_VALUE);
        waiting.add(8, NOW + 2, new byte[1], NOW);
        waiting.add(7, NOW + 5, new byte[1], NOW);

        assertThat(waiting.firstAppendedAtMs()).isEqualTo(NOW + 5);
    }

    private void add(int packs) {
        for (int offset = 0; offset < packs; offset++) {
            waiting.add(offset, NOW, new byte[10], NOW);
        }
    }

    private boolean read(long offset, long appendedAtMs, byte[] pack, boolean isLastTry) {
        tried.add(offset);
        nanos += TimeUnit.MILLISECONDS.toNanos(readingMs);
        return isKnown;
    }
}

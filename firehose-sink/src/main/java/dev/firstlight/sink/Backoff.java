package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubled each time up to a greatest wait, with jitter, so that many sinks that were turned
 * away together do not come back together. Pure; threads: any.
 */
public record Backoff(Duration min, Duration max) {

    /** Past this many doublings every wait is the greatest; keeps the shift within a long. */
    private static final int DOUBLINGS_MAX = 20;

    static Backoff from(Settings settings) {
        Backoff backoff = new Backoff(
                settings.duration("retry.back-off-min", Duration.ofMillis(1), Duration.ofMinutes(1)),
                settings.duration("retry.back-off-max", Duration.ofMillis(1), Duration.ofMinutes(10)));
        if (backoff.min.compareTo(backoff.max) > 0) {
            settings.problem("retry.back-off-min", "more than retry.back-off-max");
        }
        return backoff;
    }

    /**
     * The wait before attempt {@code attempt} (1 is the first repetition), evenly between {@code min} and the doubled wait; when
     * {@code isThrottled} in the upper half of that, since the other side has said that it is too much.
     */
    Duration before(int attempt, boolean isThrottled, RandomGenerator random) {
        long minMs = min.toMillis();
        long topMs = Math.min(max.toMillis(), minMs << Math.min(attempt, DOUBLINGS_MAX));
        long fromMs = isThrottled ? Math.max(minMs, topMs / 2) : minMs;
        return Duration.ofMillis(fromMs >= topMs ? topMs : random.nextLong(fromMs, topMs + 1));
    }
}

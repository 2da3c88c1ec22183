package dev.firstlight.stream.claim;

import dev.firstlight.runtime.Settings;
import java.time.Duration;

/**
 * For how long an identity is known.
 *
 * @param window of event ids: at least the tracker's retry life plus the greatest age of a spool, and some
 * @param orderWindow of orders
 */
public record ClaimConfig(Duration window, Duration orderWindow) {

    /** What lies between being sent and being appended beside those two: clocks that differ, a spool being drained. */
    private static final Duration BETWEEN = Duration.ofHours(1);

    private static final Duration WINDOW_MIN = Duration.ofHours(1);

    /** Fifteen generations: more would be that many lookups an event. */
    private static final Duration WINDOW_MAX = Duration.ofDays(30);

    public static ClaimConfig from(Settings settings) {
        ClaimConfig config = new ClaimConfig(
                settings.duration("claim.window", WINDOW_MIN, WINDOW_MAX),
                settings.duration("claim.order-window", WINDOW_MIN, Duration.ofDays(4_000)));
        Duration needed = settings.duration("claim.retry-life", Duration.ZERO, Duration.ofDays(30))
                .plus(settings.duration("claim.spool-age", Duration.ZERO, Duration.ofDays(30)))
                .plus(BETWEEN);
        if (config.window.compareTo(needed) < 0) {
            settings.problem(
                    "claim.window",
                    "at least " + needed.toHours() + " h: claim.retry-life + claim.spool-age + 1 h; an event sent again"
                            + " as late as that would count twice");
        }
        if (config.orderWindow.compareTo(config.window) < 0) {
            settings.problem("claim.order-window", "at least claim.window");
        }
        return config;
    }
}

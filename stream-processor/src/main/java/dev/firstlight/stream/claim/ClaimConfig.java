package dev.firstlight.stream.claim;

import dev.firstlight.runtime.Settings;
import java.time.Duration;

/**
 * For how long an identity is known.
 *
 * @param window of event ids: at least the tracker's retry life plus the greatest age of a spool
 * @param orderWindow of orders
 */
public record ClaimConfig(Duration window, Duration orderWindow) {

    /** Tracker retry life (24 h) and spool age (24 h), and an hour for what lies between. */
    private static final Duration WINDOW_MIN = Duration.ofHours(49);

    public static ClaimConfig from(Settings settings) {
        return new ClaimConfig(
                settings.duration("claim.window", WINDOW_MIN, Duration.ofDays(400)),
                settings.duration("claim.order-window", WINDOW_MIN, Duration.ofDays(4_000)));
    }
}

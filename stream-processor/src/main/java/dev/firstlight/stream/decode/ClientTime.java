package dev.firstlight.stream.decode;

import dev.firstlight.stream.event.Warnings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When an event happened, by the only clock that is ours: receipt minus how long the client says it had kept the event. Wrong client
 * clocks cancel out, since both of the client's times come from the same one.
 */
final class ClientTime {

    /** Longest the tracker keeps an event for a retry. */
    static final long PAST_MAX_MS = TimeUnit.HOURS.toMillis(24);

    /** What clocks that run apart while an event is under way may amount to. */
    static final long FUTURE_MAX_MS = TimeUnit.MINUTES.toMillis(5);

    private ClientTime() {}

    /** The time of receipt less (sent − created), within the bounds; the time of receipt itself unless both times were given. */
    static long occurredAt(long receivedAtMs, @Nullable Long createdMs, @Nullable Long sentMs, Warnings warnings) {
        if (createdMs == null || sentMs == null) {
            return receivedAtMs;
        }
        // The wire gives at most 13 digits each, but nothing here depends on it: beyond a long is beyond the bounds.
        long kept = subtractSaturating(sentMs, createdMs);
        long clamped = Math.max(-FUTURE_MAX_MS, Math.min(PAST_MAX_MS, kept));
        if (clamped != kept) {
            warnings.add("clamped:occurred_at");
        }
        return receivedAtMs - clamped;
    }

    private static long subtractSaturating(long a, long b) {
        long difference = a - b;
        boolean overflows = ((a ^ b) & (a ^ difference)) < 0;
        return overflows ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
    }
}

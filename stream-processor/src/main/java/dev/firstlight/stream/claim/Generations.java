package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;

/**
 * How identities are kept for a window and then dropped together: in generations as wide as the window, by the time the log appended the
 * record, which no client can choose.
 *
 * <p>A sighting is kept under its generation and looked for in that and the one before, so a repeat is found for at least the window and at
 * most twice that, whatever the phase. Proof: two times less than one width apart are in the same or in neighbouring generations. The
 * clock of the log may step back by up to {@link #SKEW} when a partition changes its leader, so near the end of a generation the next one
 * is looked into as well. Pure; any thread. Keys begin with the generation, so that an old one is one range.
 */
final class Generations {

    /** Most that two brokers' clocks may be apart. */
    static final Duration SKEW = Duration.ofMinutes(10);

    private static final int KEY_BYTES = Long.BYTES + DedupId.BYTES;

    private final long widthMs;

    Generations(Duration width) {
        widthMs = width.toMillis();
    }

    long of(long appendedAtMs) {
        return Math.floorDiv(appendedAtMs, widthMs);
    }

    /** First generation that may hold an earlier sighting. */
    long oldest(long appendedAtMs) {
        return of(appendedAtMs) - 1;
    }

    /** Last generation that may hold an earlier sighting. */
    long newest(long appendedAtMs) {
        return of(appendedAtMs + SKEW.toMillis());
    }

    /** The first generation that anything appended from now on may look into; all before it can go. */
    long keptFrom(long nowMs) {
        return oldest(nowMs - SKEW.toMillis());
    }

    /** The key of an identity in a generation. */
    static Bytes key(long generation, DedupId id) {
        return Bytes.wrap(ByteBuffer.allocate(KEY_BYTES)
                .putLong(generation)
                .putLong(id.hi())
                .putLong(id.lo())
                .array());
    }

    /** What every key of the generation is not below. */
    static Bytes start(long generation) {
        return key(generation, new DedupId(0, 0));
    }
}

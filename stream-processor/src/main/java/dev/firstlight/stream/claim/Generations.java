package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;

/**
 * How identities are kept for a window and then dropped together: in generations of a fixed width, by the time the log appended the record,
 * which no client can choose.
 *
 * <p>A sighting is kept under its generation and looked for in that and as many before it as the window reaches over, at the default windows
 * one; so a repeat is found for at least the window and at most one width longer, whatever the phase. Proof: two times less than {@code n}
 * widths apart are at most {@code n} generations apart. The width does not follow the setting: another window looks into more or fewer of the
 * same generations, and finds what was kept before it was changed. The clock of the log may step back by up to {@link #SKEW} when a partition
 * changes its leader, so near the end of a generation the next one is looked into as well. Pure; any thread. Keys begin with the generation,
 * so that an old one is one range.
 *
 */
final class Generations {

    /** Most that two brokers' clocks may be apart. */
    static final Duration SKEW = Duration.ofMinutes(10);

    /** The default windows, so that these cost one generation before. Part of the stores' layout. */
    private static final Duration EVENTS_WIDTH = Duration.ofHours(49);

    private static final Duration ORDERS_WIDTH = Duration.ofDays(400);

    private final long widthMs;
    private final long reach;

    private Generations(Duration width, Duration window) {
        widthMs = width.toMillis();
        reach = (window.toMillis() + widthMs - 1) / widthMs;
    }

    static Generations ofEvents(Duration window) {
        return new Generations(EVENTS_WIDTH, window);
    }

    static Generations ofOrders(Duration window) {
        return new Generations(ORDERS_WIDTH, window);
    }

    long of(long appendedAtMs) {
        return Math.floorDiv(appendedAtMs, widthMs);
    }

    /** First generation that may hold an earlier sighting. */
    long oldest(long appendedAtMs) {
        return of(appendedAtMs) - reach;
    }

    /** Last generation that may hold an earlier sighting. */
    long newest(long appendedAtMs) {
        return of(appendedAtMs + SKEW.toMillis());
    }

    /** The first generation that anything appended from now on may look into; all before it can go. */
    long keptFrom(long nowMs) {
        return oldest(nowMs - SKEW.toMillis());
    }

    /** The key of an order in a generation, 24 bytes. */
    Bytes key(long generation, DedupId id) {
        ByteBuffer key = ByteBuffer.allocate(Long.BYTES + DedupId.BYTES).putLong(generation);
        return Bytes.wrap(key.putLong(id.hi()).putLong(id.lo()).array());
    }

    /** What every key of the generation is not below. */
    Bytes start(long generation) {
        return key(generation, new DedupId(0, 0));
    }
}

package dev.firstlight.collector.edge;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off requests that arrive too slowly, however their bytes trickle; an idle timeout cannot, since every byte resets it.
 *
 * <p>Cost: a request that arrives whole in one read is never seen here. Connections in the middle of one stand in a list for its kind of
 * deadline; as all in a list may take equally long, the order of entering is the order of ending, so that a sweep (each
 * {@value #SWEEP_MS} ms, one timer a loop) looks at what has run out and one more, and entering and leaving touch no other connection.
 *
 * <p>Threads: one loop. Bounds: one entry a connection. A deadline is missed by at most one sweep.
 */
final class Deadlines {

    /** Fine enough for deadlines of seconds. */
    static final long SWEEP_MS = 250;

    /** A connection ends between once and once and a quarter the idle timeout after its last read. */
    private static final int LOOKS_WITHIN_IDLE = 4;

    /** One connection's deadline. */
    final class Watch {
        private final Runnable onMissed;
        private @Nullable Set<Watch> waitingIn;
        private long endNanos;

        private Watch(Runnable onMissed) {
            this.onMissed = onMissed;
        }

        boolean isAwaiting() {
            return waitingIn != null;
        }

        void awaitHead() {
            await(heads, headNanos);
        }

        void awaitBody() {
            await(bodies, bodyNanos);
        }

        /** Not a deadline: told a few times within the idle timeout, to look whether it has passed. */
        void awaitLook() {
            await(looks, lookNanos);
        }

        void done() {
            if (waitingIn != null) {
                waitingIn.remove(this);
                waitingIn = null;
            }
        }

        private void await(Set<Watch> list, long withinNanos) {
            done();
            endNanos = clockNanos.getAsLong() + withinNanos;
            waitingIn = list;
            list.add(this);
        }
    }

    private final LongSupplier clockNanos;
    private final long headNanos;
    private final long bodyNanos;
    private final long idleNanos;
    private final long lookNanos;
    // Linked: the order of entering.
    private final Set<Watch> heads = new LinkedHashSet<>();
    private final Set<Watch> bodies = new LinkedHashSet<>();
    private final Set<Watch> looks = new LinkedHashSet<>();

    Deadlines(EdgeLimits limits, Duration idleTimeout, LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
        idleNanos = idleTimeout.toNanos();
        lookNanos = idleNanos / LOOKS_WITHIN_IDLE;
        headNanos = limits.headerDeadline().toNanos();
        bodyNanos = limits.bodyDeadline().toNanos();
    }

    /** @param onMissed told once for each deadline that is missed; the watch is free again by then */
    Watch watch(Runnable onMissed) {
        return new Watch(onMissed);
    }

    void sweep() {
        long nowNanos = clockNanos.getAsLong();
        sweep(heads, nowNanos);
        sweep(bodies, nowNanos);
        sweep(looks, nowNanos);
    }

    long nowNanos() {
        return clockNanos.getAsLong();
    }

    long idleNanos() {
        return idleNanos;
    }

    private static void sweep(Set<Watch> list, long nowNanos) {
        while (!list.isEmpty()) {
            Iterator<Watch> first = list.iterator();
            Watch watch = first.next();
            if (watch.endNanos - nowNanos > 0) {
                return;
            }
            first.remove();
            watch.waitingIn = null;
            watch.onMissed.run();
        }
    }
}

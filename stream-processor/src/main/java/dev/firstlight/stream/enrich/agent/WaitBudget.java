package dev.firstlight.stream.enrich.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the stream may wait for something slow: the last guard behind what bounds the work itself. Honest traffic is never near it, also
 * not with a cold cache on a slow machine; whoever sends thousands of headers a second that nobody has seen before is.
 *
 * <ul>
 *   <li>A turn, which is what a thread does from one {@link #beginTurn} to the next, waits for {@code turnMax} at most: its transaction must not expire.
 *   <li>All threads together wait for what they have saved, one nanosecond of every {@code share} that pass up to {@code savedMax}, with which
 *       they begin: nobody's input can make waiting all that they do.
 * </ul>
 *
 * <p>Threads: any; a short lock.
 */
final class WaitBudget {

    private final long turnMaxNanos;
    private final long savedMaxNanos;
    private final long share;
    private final LongSupplier nanoTime;
    private final ThreadLocal<Long> spentInTurn = ThreadLocal.withInitial(() -> 0L);
    private long savedNanos;
    private long refilledAt;

    WaitBudget(Duration turnMax, Duration savedMax, long share, LongSupplier nanoTime) {
        this.turnMaxNanos = turnMax.toNanos();
        this.savedMaxNanos = savedMax.toNanos();
        this.share = share;
        this.nanoTime = nanoTime;
        this.savedNanos = savedMaxNanos;
        this.refilledAt = nanoTime.getAsLong();
    }

    /** The calling thread begins another turn. */
    void beginTurn() {
        spentInTurn.remove();
    }

    /** How long the calling thread may wait now; 0 when the guard is down. */
    synchronized long grant() {
        long now = nanoTime.getAsLong();
        savedNanos = Math.min(savedMaxNanos, savedNanos + (now - refilledAt) / share);
        refilledAt = now;
        return Math.max(0, Math.min(turnMaxNanos - spentInTurn.get(), savedNanos));
    }

    /** By the clock that {@link #spendSince} reads. */
    long now() {
        return nanoTime.getAsLong();
    }

    synchronized void spendSince(long startNanos) {
        long nanos = nanoTime.getAsLong() - startNanos;
        savedNanos -= nanos;
        spentInTurn.set(spentInTurn.get() + nanos);
    }
}

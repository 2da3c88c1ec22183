package dev.firstlight.stream.enrich.agent;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the stream may wait for something slow: a share of the time that passes, saved up to a limit, so that nobody's input can make
 * waiting all that it does. Threads: any; a short lock.
 */
final class WaitBudget {

    private final long savedMaxNanos;
    private final long share;
    private final LongSupplier nanoTime;
    private long savedNanos;
    private long refilledAt;

    /** Saves one nanosecond of every {@code share} that pass, up to {@code savedMax}, with which it begins. */
    WaitBudget(Duration savedMax, long share, LongSupplier nanoTime) {
        this.savedMaxNanos = savedMax.toNanos();
        this.share = share;
        this.nanoTime = nanoTime;
        this.savedNanos = savedMaxNanos;
        this.refilledAt = nanoTime.getAsLong();
    }

    /** How long one may wait now, at most {@code wantedNanos}. */
    synchronized long grant(long wantedNanos) {
        long now = nanoTime.getAsLong();
        savedNanos = Math.min(savedMaxNanos, savedNanos + (now - refilledAt) / share);
        refilledAt = now;
        return Math.max(0, Math.min(wantedNanos, savedNanos));
    }

    synchronized void spend(long nanos) {
        savedNanos -= nanos;
    }
}

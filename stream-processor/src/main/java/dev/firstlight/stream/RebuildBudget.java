package dev.firstlight.stream;

import java.util.concurrent.TimeUnit;

/**
 * How often damaged state is rebuilt, and after which pause. Ten minutes without damage begin it anew: then what was rebuilt has held. Threads:
 * one at a time.
 */
final class RebuildBudget {

    /** With the pauses three minutes of trying; whoever needs more has a disk that does not keep what is written. */
    static final int REBUILDS_MAX = 10;

    private static final long FORGOTTEN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long PAUSE_MS = 1_000;
    private static final long PAUSE_MS_MAX = 30_000;

    private int rebuilds;
    private long askedAtNanos;

    RebuildBudget(long nowNanos) {
        askedAtNanos = nowNanos;
    }

    /** Whether there may be one more. */
    boolean allowsOneMore(long nowNanos) {
        if (nowNanos - askedAtNanos > FORGOTTEN_AFTER_NANOS) {
            rebuilds = 0;
        }
        askedAtNanos = nowNanos;
        rebuilds++;
        return rebuilds <= REBUILDS_MAX;
    }

    /** How long to wait before the one that was just allowed: twice as long as before the last. */
    long pauseMs() {
        return Math.min(PAUSE_MS_MAX, PAUSE_MS << (rebuilds - 1));
    }
}

package dev.firstlight.sink;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One way out, with what is known of it: the pace it takes, and since when it is in trouble. Threads: the loop's; {@link #trouble()} and
 * {@link #limit()} any.
 */
final class Lane {

    /**
     * Attempts that got nowhere, one after the other.
     *
     * @param sinceNanos of the first of them
     * @param verdictSinceNanos of the first with this verdict
     */
    record Trouble(Delivery.Verdict verdict, long sinceNanos, long verdictSinceNanos) {}

    private final Delivery delivery;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Pace pace;
    private volatile @Nullable Trouble trouble;
    private int inVain;
    private long backNanos;
    private long usedNanos;

    Lane(Delivery delivery, Backoff backoff, RandomGenerator random, long nowNanos) {
        this.delivery = delivery;
        this.backoff = backoff;
        this.random = random;
        this.pace = new Pace(nowNanos);
        this.backNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    @Nullable
    Trouble trouble() {
        return trouble;
    }

    /** Bytes a second, {@link Pace#NONE} without. */
    long limit() {
        return pace.limit();
    }

    /** How long until it may be tried. */
    long waitNanos(long nowNanos) {
        return Math.max(pace.waitNanos(nowNanos), backNanos - nowNanos);
    }

    /** When it was last tried: of lanes that may be tried now, the one that rested longest is. */
    long usedNanos() {
        return usedNanos;
    }

    /** How much of the call may be tried now. */
    List<RowRecord> portion(List<RowRecord> call) {
        return pace.portion(call);
    }

    Delivery.Attempt deliver(List<RowRecord> records) {
        return delivery.deliver(records);
    }

    /** Draws the conclusions from an attempt. */
    void learn(Delivery.Attempt outcome, List<RowRecord> tried, long nowNanos) {
        usedNanos = nowNanos;
        long taken = RowRecord.bytesOf(tried) - RowRecord.bytesOf(outcome.left());
        if (outcome.isThrottled()) {
            pace.tooMuch(taken, nowNanos);
        } else if (outcome.left().isEmpty()) {
            pace.taken(taken, nowNanos);
        }
        boolean isProgress = outcome.left().size() < tried.size();
        inVain = outcome.left().isEmpty() ? 0 : isProgress ? 1 : inVain + 1;
        Duration wait = inVain == 0 ? Duration.ZERO : backoff.before(inVain, outcome.isThrottled(), random);
        backNanos = nowNanos + wait.toNanos();
        trouble = isProgress ? null : after(trouble, outcome.verdict(), nowNanos);
    }

    /** A call that is under way ends now; nothing can be tried any more. Threads: any. */
    void cutOff() {
        delivery.close();
    }

    private static Trouble after(@Nullable Trouble before, Delivery.Verdict verdict, long nowNanos) {
        if (before == null) {
            return new Trouble(verdict, nowNanos, nowNanos);
        }
        return before.verdict() == verdict ? before : new Trouble(verdict, before.sinceNanos(), nowNanos);
    }
}

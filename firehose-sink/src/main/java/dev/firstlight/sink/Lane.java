package dev.firstlight.sink;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One way out, with what is known of it: the pace it takes, how many calls it may have under way, and since when it is in trouble.
 *
 * <p>Several calls only while all goes well. A stream that has said that it is too much, or that has left something, has one at a time until one
 * is taken whole and no pace is kept: its pace alone says how much it is sent, and an outage is asked about by one call. Calls that had begun
 * before that are elders: they hold up nothing, and as they tell of the same moment they are no further step of back-off.
 *
 * <p>Threads: the loop's; {@link #trouble()} and {@link #limit()} any, {@link #deliver} those that carry calls.
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
    private final int inFlightMax;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Pace pace;
    private volatile @Nullable Trouble trouble;
    private int underWay;
    private int youngUnderWay;
    private int age;
    private int inVain;
    private long backNanos;
    private long usedNanos;

    Lane(Delivery delivery, int inFlightMax, Backoff backoff, RandomGenerator random, long nowNanos) {
        this.delivery = delivery;
        this.inFlightMax = inFlightMax;
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

    /** Whether one more call may be under way, as soon as {@link #waitNanos} is over. */
    boolean isOpen() {
        return underWay < inFlightMax && (youngUnderWay == 0 || inVain == 0 && pace.limit() == Pace.NONE);
    }

    /** How long until it may be tried. */
    long waitNanos(long nowNanos) {
        return Math.max(pace.waitNanos(nowNanos), backNanos - nowNanos);
    }

    /** When it was last tried: of lanes that may be tried now, the one that rested longest is. */
    long usedNanos() {
        return usedNanos;
    }

    /** How much of what waits may be tried now. */
    List<RowRecord> portion(List<RowRecord> waiting) {
        return pace.portion(waiting);
    }

    /** A call begins; {@link #learn}, {@link #broken} or {@link #ended} follows, with the age that is answered. */
    int begin(long nowNanos) {
        underWay++;
        youngUnderWay++;
        usedNanos = nowNanos;
        return age;
    }

    /** Threads: those that carry calls. */
    Delivery.Attempt deliver(List<RowRecord> records) {
        return delivery.deliver(records);
    }

    /** A call ended of which nothing can be learned. */
    void ended(int begunInAge) {
        underWay--;
        youngUnderWay -= begunInAge == age ? 1 : 0;
    }

    /** A call ended in a bug: that is in trouble, but says nothing of how much the stream takes, and holds up no other call. */
    void broken(int begunInAge, long nowNanos) {
        ended(begunInAge);
        usedNanos = nowNanos;
        trouble = after(trouble, Delivery.Verdict.BROKEN, nowNanos);
    }

    /** Draws the conclusions from an attempt. */
    void learn(Delivery.Attempt outcome, List<RowRecord> tried, int begunInAge, long nowNanos) {
        ended(begunInAge);
        usedNanos = nowNanos;
        long taken = RowRecord.bytesOf(tried) - RowRecord.bytesOf(outcome.left());
        boolean isProgress = outcome.left().size() < tried.size();
        boolean isElder = begunInAge != age;
        if (outcome.isThrottled() && isElder) {
            pace.takenBeside(taken, nowNanos);
        } else if (outcome.isThrottled()) {
            pace.tooMuch(taken, nowNanos);
        } else if (outcome.left().isEmpty()) {
            pace.taken(taken, nowNanos);
        }
        if (!isElder) {
            waitAfter(outcome, isProgress, nowNanos);
        }
        if (isProgress) {
            trouble = null;
        } else if (!isElder) {
            trouble = after(trouble, outcome.verdict(), nowNanos);
        }
    }

    /** A call that is under way ends now; nothing can be tried any more. Threads: any. */
    void cutOff() {
        delivery.close();
    }

    private void waitAfter(Delivery.Attempt outcome, boolean isProgress, long nowNanos) {
        if (outcome.left().isEmpty()) {
            inVain = 0;
            backNanos = nowNanos;
            return;
        }
        inVain = isProgress ? 1 : inVain + 1;
        age++;
        youngUnderWay = 0;
        Duration wait = backoff.before(inVain, outcome.isThrottled(), random);
        backNanos = nowNanos + wait.toNanos();
    }

    private static Trouble after(@Nullable Trouble before, Delivery.Verdict verdict, long nowNanos) {
        if (before == null) {
            return new Trouble(verdict, nowNanos, nowNanos);
        }
        return before.verdict() == verdict ? before : new Trouble(verdict, before.sinceNanos(), nowNanos);
    }
}

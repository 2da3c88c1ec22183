package dev.firstlight.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The durations of one kind: quantiles over the last minute or two, to two digits, and how many there ever were.
 *
 * <p>Threads: any; recording never blocks and makes no object. Memory: two histograms of some 25 KiB, whatever is recorded. Bounds: from 0 to
 * {@value #DAYS_MAX} days; what is outside counts as the bound.
 */
final class Timings {

    private static final int DAYS_MAX = 8;
    private static final long NANOS_MAX = TimeUnit.DAYS.toNanos(DAYS_MAX);
    private static final int DIGITS = 2;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clockNanos;
    private final AtomicLong count = new AtomicLong();
    private volatile Histogram current = new ConcurrentHistogram(NANOS_MAX, DIGITS);
    private Histogram previous = new ConcurrentHistogram(NANOS_MAX, DIGITS);
    private long beganNanos;

    Timings(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
        this.beganNanos = clockNanos.getAsLong();
    }

    void record(long nanos) {
        current.recordValue(Math.max(0, Math.min(NANOS_MAX, nanos)));
    }

    /** Of what was recorded in this minute and the one before it; a minute lasts until somebody looks. */
    synchronized Histogram recent() {
        long nowNanos = clockNanos.getAsLong();
        Histogram sum = new Histogram(NANOS_MAX, DIGITS);
        if (nowNanos - beganNanos >= WINDOW_NANOS) {
            count.addAndGet(previous.getTotalCount());
            previous = current;
            current = new ConcurrentHistogram(
                    NANOS_MAX, DIGITS); // who still holds the other records into the minute before
            beganNanos = nowNanos;
        }
        sum.add(previous);
        sum.add(current);
        return sum;
    }

    /** Ever. */
    synchronized long count() {
        return count.get() + previous.getTotalCount() + current.getTotalCount();
    }
}

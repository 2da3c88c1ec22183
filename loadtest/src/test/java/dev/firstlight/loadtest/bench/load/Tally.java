package dev.firstlight.loadtest.bench.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests that should have left in one phase. Balances: intended = answered + failed + open. A request without an
 * answer is in the latencies too, with the time until it was given up, so that no percentile looks better for losing requests.
 *
 * <p>Threads: the generator writes, anyone reads. Bounds: latencies up to a minute, in microseconds, to three digits.
 */
public final class Tally {

    private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(1);
    private static final int DIGITS = 3;
    private static final double MICROS_PER_MS = 1_000;

    private final Histogram latencyMicros = new Histogram(MICROS_MAX, DIGITS);
    private final Histogram lagMicros = new Histogram(MICROS_MAX, DIGITS);
    private final Map<Integer, Long> answers = new TreeMap<>();
    private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);
    private long intended;
    private long settled;
    private long successes;

    /** A request leaves, so late. */
    synchronized void sent(long lagNanos) {
        intended++;
        lagMicros.recordValue(micros(lagNanos));
    }

    synchronized void answered(int status, long latencyNanos) {
        answers.merge(status, 1L, Long::sum);
        successes += status >= 200 && status < 300 ? 1 : 0;
        settle(latencyNanos);
    }

    synchronized void failed(Failure why, long afterNanos) {
        failures.merge(why, 1L, Long::sum);
        settle(afterNanos);
    }

    public synchronized long intended() {
        return intended;
    }

    /** Requests answered 2xx, of all that should have left; one that is still open is none. */
    public synchronized double successShare() {
        return intended == 0 ? 0 : (double) successes / intended;
    }

    /** Of all settled requests, from when each should have left. */
    public synchronized double latencyMs(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / MICROS_PER_MS;
    }

    public synchronized double latencyMsMax() {
        return latencyMicros.getMaxValue() / MICROS_PER_MS;
    }

    /** Requests that took at least so long. */
    public synchronized long slowerThan(Duration latency) {
        long micros = TimeUnit.NANOSECONDS.toMicros(latency.toNanos());
        return latencyMicros.getCountBetweenValues(micros, MICROS_MAX);
    }

    /** How far the generator itself was behind its clock: what the other numbers of this phase are worth. */
    public synchronized double lagMs(double percentile) {
        return lagMicros.getValueAtPercentile(percentile) / MICROS_PER_MS;
    }

    /** Waits until no request is open; false when some still are after {@code limit}. */
    public synchronized boolean awaitSettled(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (settled < intended) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    /** In words, for people: latencies, and how far the generator was behind. */
    public String latencies() {
        return "p50 %.1f, p99 %.1f, max %.0f ms (generator behind: p99 %.1f, max %.0f ms)"
                .formatted(latencyMs(50), latencyMs(99), latencyMsMax(), lagMs(99), lagMs(100));
    }

    /** Such as {@code 200: 1998, 503: 1, timed_out: 1}. */
    @Override
    public synchronized String toString() {
        StringJoiner parts = new StringJoiner(", ");
        answers.forEach((status, count) -> parts.add(status + ": " + count));
        failures.forEach((why, count) -> parts.add(why.name().toLowerCase(Locale.ROOT) + ": " + count));
        if (settled < intended) {
            parts.add("open: " + (intended - settled));
        }
        return parts.toString();
    }

    private void settle(long nanos) {
        latencyMicros.recordValue(micros(nanos));
        settled++;
        if (settled == intended) {
            notifyAll();
        }
    }

    private static long micros(long nanos) {
        return Math.max(0, Math.min(MICROS_MAX, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }
}

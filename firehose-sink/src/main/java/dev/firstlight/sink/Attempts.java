package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Tries calls and draws the conclusions: how long to wait before the next attempt, and what operators see. An outage is a readiness
 * condition, a meter and one log line a minute. Threads: the loop's; the outage is read by the admin endpoint.
 */
final class Attempts {

    /** Readiness: rows are being accepted. */
    static final String CONDITION = "delivery";

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Delivery delivery;
    private final Backoff backoff;
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    private int inVain;
    private boolean isThrottled;
    private volatile boolean isOutage;
    private volatile long outageSinceNanos;

    Attempts(
            Delivery delivery,
            Backoff backoff,
            Meters meters,
            Readiness readiness,
            ErrorLog errors,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.delivery = delivery;
        this.backoff = backoff;
        this.meters = meters;
        this.readiness = readiness;
        this.errors = errors;
        this.nanoTime = nanoTime;
        this.random = random;
        readiness.holds(CONDITION);
        meters.gauge(SinkMeter.OUTAGE_SECONDS, this::outageSeconds);
    }

    /** Tries once; answers what is left of the call. */
    List<RowRecord> attempt(List<RowRecord> call) {
        long startNanos = nanoTime.getAsLong();
        Delivery.Attempt outcome = delivery.deliver(call);
        meters.recordNanos(SinkMeter.CALL_NANOS, nanoTime.getAsLong() - startNanos);
        count(call, outcome);
        boolean isProgress = outcome.left().size() < call.size();
        isThrottled = outcome.isThrottled();
        inVain = outcome.left().isEmpty() ? 0 : isProgress ? 1 : inVain + 1;
        if (!outcome.left().isEmpty()) {
            errors.report("delivery " + outcome.verdict() + ": " + outcome.detail());
        }
        if (isProgress) {
            isOutage = false;
            readiness.holds(CONDITION);
        } else {
            outageSinceNanos = isOutage ? outageSinceNanos : nanoTime.getAsLong();
            isOutage = true;
            readiness.fails(CONDITION, outcome.verdict() + ": " + outcome.detail());
        }
        return outcome.left();
    }

    /** How long to wait before what was left is tried again. */
    Duration waitBeforeNext() {
        return backoff.before(inVain, isThrottled, random);
    }

    /** How long to wait after {@code failures} of something else than a delivery. */
    Duration waitAfter(int failures) {
        return backoff.before(failures, false, random);
    }

    private void count(List<RowRecord> call, Delivery.Attempt outcome) {
        List<RowRecord> left = outcome.left();
        meters.add(SinkMeter.CALLS, outcome.verdict());
        meters.add(SinkMeter.RECORDS_LEFT, left.size());
        meters.add(SinkMeter.RECORDS_DELIVERED, call.size() - left.size());
        meters.add(SinkMeter.ROWS_DELIVERED, rowsOf(call) - rowsOf(left));
        meters.add(SinkMeter.BYTES_DELIVERED, bytesOf(call) - bytesOf(left));
    }

    private long outageSeconds() {
        return isOutage ? (nanoTime.getAsLong() - outageSinceNanos) / NANOS_PER_SECOND : 0;
    }

    private static long rowsOf(List<RowRecord> records) {
        return records.stream().mapToLong(RowRecord::rows).sum();
    }

    private static long bytesOf(List<RowRecord> records) {
        return records.stream().mapToLong(record -> record.bytes().length).sum();
    }
}

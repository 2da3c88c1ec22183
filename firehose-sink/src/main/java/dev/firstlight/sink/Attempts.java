package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Tries calls and draws the conclusions: by which lane, how long to wait before the next attempt, and what operators see. One call is under
 * way at a time, which is the bound of what is in flight. An outage is a readiness condition, meters and one log line a minute.
 *
 * <p>Threads: the loop's; the meters are read by the admin endpoint.
 */
final class Attempts {

    /** Readiness: rows are being accepted. */
    static final String CONDITION = "delivery";

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final List<Lane> lanes;
    private final Backoff backoff;
    private final Billing billing;
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private boolean isRepeating;

    /** What attempts are reported to. */
    record Reports(Billing billing, Meters meters, Readiness readiness, ErrorLog errors) {}

    Attempts(
            List<Delivery> deliveries,
            Backoff backoff,
            Reports reports,
            LongSupplier nanoTime,
            RandomGenerator random) {
        long nowNanos = nanoTime.getAsLong();
        this.lanes = deliveries.stream()
                .map(delivery -> new Lane(delivery, backoff, random, nowNanos))
                .toList();
        this.backoff = backoff;
        this.billing = reports.billing();
        this.meters = reports.meters();
        this.readiness = reports.readiness();
        this.errors = reports.errors();
        this.nanoTime = nanoTime;
        this.random = random;
        readiness.holds(CONDITION);
        meters.gauge(SinkMeter.OUTAGE_SECONDS, this::outageSeconds);
        meters.gauge(SinkMeter.DENIED_SECONDS, () -> seconds(Delivery.Verdict.DENIED));
        meters.gauge(SinkMeter.MISCALLED_SECONDS, () -> seconds(Delivery.Verdict.REFUSED));
        meters.gauge(SinkMeter.PACE_BYTES_PER_SECOND, this::pace);
    }

    /** Tries once, as much of the call as the lane takes at once; answers what is left of it, in its order. */
    List<RowRecord> attempt(List<RowRecord> call) {
        long startNanos = nanoTime.getAsLong();
        Lane lane = next(startNanos);
        List<RowRecord> tried = lane.portion(call);
        Delivery.Attempt outcome = lane.deliver(tried);
        long endNanos = nanoTime.getAsLong();
        lane.learn(outcome, tried, endNanos);
        meters.recordNanos(SinkMeter.CALL_NANOS, endNanos - startNanos);
        count(tried, outcome);
        report(outcome);
        isRepeating = !outcome.left().isEmpty();
        List<RowRecord> left = new ArrayList<>(outcome.left());
        left.addAll(call.subList(tried.size(), call.size()));
        return left;
    }

    /** How long to wait before anything is tried. */
    Duration waitBeforeNext() {
        long nowNanos = nanoTime.getAsLong();
        return Duration.ofNanos(Math.max(0, next(nowNanos).waitNanos(nowNanos)));
    }

    /** How long to wait after {@code failures} of something else than a delivery. */
    Duration waitAfter(int failures) {
        return backoff.before(failures, false, random);
    }

    /** Ends the call that is under way, unanswered. Threads: any. */
    void cutOff() {
        lanes.forEach(Lane::cutOff);
    }

    private Lane next(long nowNanos) {
        return lanes.stream()
                .min(Comparator.<Lane>comparingLong(lane -> Math.max(0, lane.waitNanos(nowNanos)))
                        .thenComparingLong(Lane::usedNanos))
                .orElseThrow();
    }

    private void report(Delivery.Attempt outcome) {
        if (!outcome.left().isEmpty()) {
            errors.report("delivery " + outcome.verdict() + ": " + outcome.detail());
        }
        if (lanes.stream().allMatch(lane -> lane.trouble() != null)) {
            readiness.fails(CONDITION, outcome.verdict() + ": " + outcome.detail());
        } else {
            readiness.holds(CONDITION);
        }
    }

    private void count(List<RowRecord> tried, Delivery.Attempt outcome) {
        List<RowRecord> left = outcome.left();
        List<RowRecord> taken = new ArrayList<>(tried);
        taken.removeAll(left); // records are the same or different, however alike
        meters.add(SinkMeter.CALLS, outcome.verdict());
        meters.add(SinkMeter.RETRIES, isRepeating ? 1 : 0);
        meters.add(SinkMeter.THROTTLES, outcome.isThrottled() ? 1 : 0);
        meters.add(SinkMeter.RECORDS_LEFT, left.size());
        meters.add(SinkMeter.RECORDS_DELIVERED, taken.size());
        meters.add(SinkMeter.ROWS_DELIVERED, RowRecord.rowsOf(taken));
        meters.add(SinkMeter.BYTES_DELIVERED, RowRecord.bytesOf(taken));
        billing.accepted(taken);
    }

    /** Since the last lane that worked stopped doing so. */
    private long outageSeconds() {
        long nowNanos = nanoTime.getAsLong();
        return lanes.stream()
                        .map(Lane::trouble)
                        .mapToLong(trouble -> trouble == null ? 0 : nowNanos - trouble.sinceNanos())
                        .min()
                        .orElse(0)
                / NANOS_PER_SECOND;
    }

    /** Of the lane that has been met with this verdict for longest. */
    private long seconds(Delivery.Verdict verdict) {
        long nowNanos = nanoTime.getAsLong();
        return lanes.stream()
                        .map(Lane::trouble)
                        .filter(Objects::nonNull)
                        .filter(trouble -> trouble.verdict() == verdict)
                        .mapToLong(trouble -> nowNanos - trouble.verdictSinceNanos())
                        .max()
                        .orElse(0)
                / NANOS_PER_SECOND;
    }

    private long pace() {
        return lanes.stream().allMatch(lane -> lane.limit() != Pace.NONE)
                ? lanes.stream().mapToLong(Lane::limit).sum()
                : Pace.NONE;
    }
}

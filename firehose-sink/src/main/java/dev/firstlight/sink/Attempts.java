package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries calls and draws the conclusions: by which lane, how long to wait before the next attempt, and what operators see. An attempt is begun
 * here, carried by a thread of {@link Out}, and concluded here. An outage is a readiness condition, meters and one log line a minute. An exception that
 * nobody expects is no word about the stream: the call that met it is tried again after a back-off of its own, and others go past it meanwhile.
 *
 * <p>Bound: each lane's calls under way, {@link Out#inFlightMax} at most. Threads: the loop's; the meters are read by the admin endpoint.
 */
final class Attempts {

    /** Readiness: rows are being accepted. */
    static final String CONDITION = "delivery";

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final List<Lane> lanes;
    private final Executor threads;
    private final BlockingDeque<Ended> ended = new LinkedBlockingDeque<>();
    private final Backoff backoff;
    private final Billing billing;
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * The ways out.
     *
     * @param inFlightMax calls that each may have under way
     * @param threads that carry them: as many as there may be calls, or some wait
     */
    record Out(List<Delivery> deliveries, int inFlightMax, Executor threads) {}

    /** What attempts are reported to. */
    record Reports(Billing billing, Meters meters, Readiness readiness, ErrorLog errors) {}

    private record Begun(Lane lane, int age, Call call, List<RowRecord> tried, long atNanos) {}

    /** One of both is there: what became of it, or what this process cannot go on with. */
    private record Ended(
            Begun begun,
            long atNanos,
            Delivery.@Nullable Attempt outcome,
            @Nullable VirtualMachineError end) {}

    Attempts(Out out, Backoff backoff, Reports reports, LongSupplier nanoTime, RandomGenerator random) {
        long nowNanos = nanoTime.getAsLong();
        this.lanes = out.deliveries().stream()
                .map(delivery -> new Lane(delivery, out.inFlightMax(), backoff, random, nowNanos))
                .toList();
        this.threads = out.threads();
        this.backoff = backoff;
        this.billing = reports.billing();
        this.meters = reports.meters();
        this.readiness = reports.readiness();
        this.errors = reports.errors();
        this.nanoTime = nanoTime;
        this.random = random;
        readiness.holds(CONDITION);
        meters.gauge(SinkMeter.CALLS_UNDER_WAY, this::underWay);
        meters.gauge(SinkMeter.OUTAGE_SECONDS, this::outageSeconds);
        meters.gauge(SinkMeter.DENIED_SECONDS, () -> seconds(Delivery.Verdict.DENIED));
        meters.gauge(SinkMeter.MISCALLED_SECONDS, () -> seconds(Delivery.Verdict.REFUSED));
        meters.gauge(SinkMeter.PACE_BYTES_PER_SECOND, this::pace);
    }

    /** Whether something may be tried now. */
    boolean isFree() {
        return waitBeforeNext().isZero();
    }

    /** Whether this call may be tried as soon as a lane is free: one that ended in a bug rests first. */
    boolean mayTry(Call call) {
        return call.brokenTimes() == 0 || nanoTime.getAsLong() - call.restsUntilNanos() >= 0;
    }

    /** How long to wait before anything may be tried; no less than {@code Long.MAX_VALUE} ns while only the end of a call can tell. */
    Duration waitBeforeNext() {
        long nowNanos = nanoTime.getAsLong();
        return next(nowNanos)
                .map(lane -> Duration.ofNanos(Math.max(0, lane.waitNanos(nowNanos))))
                .orElse(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Begins an attempt at what waits of this call, or as much of it as the lane takes at once. Only while {@link #isFree}. */
    void begin(Call call) {
        long nowNanos = nanoTime.getAsLong();
        Lane lane = next(nowNanos).orElseThrow();
        int triedBefore = call.triedBefore();
        List<RowRecord> taken = call.take(lane::portion);
        countAgain(taken.subList(0, Math.min(triedBefore, taken.size())));
        Begun begun = new Begun(lane, lane.begin(nowNanos), call, taken, nowNanos);
        underWay.incrementAndGet();
        threads.execute(() -> ended.add(carryOut(begun)));
    }

    /**
     * Draws the conclusions from what has ended since; false when nothing has.
     *
     * @throws VirtualMachineError that an attempt met, after which nothing in this process can be trusted: a new one reads again
     */
    boolean conclude() {
        boolean isAny = false;
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            isAny = true;
            underWay.decrementAndGet();
            conclude(one);
        }
        return isAny;
    }

    /** Waits until something has ended, at most so long. */
    void await(Duration wait) {
        try {
            Ended first = ended.pollFirst(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                ended.addFirst(first); // to be concluded: only the loop takes anything out
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isUnderWay() {
        return underWay() > 0;
    }

    /** Calls that have begun and of which no conclusion is drawn. */
    int underWay() {
        return underWay.get();
    }

    /** Whether something has ended that is not concluded. */
    boolean hasEnded() {
        return !ended.isEmpty();
    }

    /** How long to wait after {@code failures} of something else than a delivery. */
    Duration waitAfter(int failures) {
        return backoff.before(failures, false, random);
    }

    /** Ends the calls that are under way, unanswered. Threads: any. */
    void cutOff() {
        lanes.forEach(Lane::cutOff);
    }

    private Ended carryOut(Begun begun) {
        try {
            Delivery.Attempt outcome = begun.lane().deliver(begun.tried());
            return new Ended(begun, nanoTime.getAsLong(), outcome, null);
        } catch (VirtualMachineError e) {
            return new Ended(begun, nanoTime.getAsLong(), null, e); // thrown on by the loop, which ends of it
        } catch (RuntimeException | Error e) {
            errors.report(
                    "a call ended in a bug, of the SDK's or of ours; what it carried is sent again until it is taken",
                    e);
            return new Ended(begun, nanoTime.getAsLong(), broken(begun.tried(), e), null);
        }
    }

    private static Delivery.Attempt broken(List<RowRecord> tried, Throwable bug) {
        return new Delivery.Attempt(
                Delivery.Verdict.BROKEN, tried, false, bug.getClass().getSimpleName());
    }

    private void conclude(Ended one) {
        Begun begun = one.begun();
        Delivery.Attempt outcome = one.outcome();
        if (outcome == null) {
            begun.lane().ended(begun.age());
            begun.call().ended(begun.tried());
            throw Objects.requireNonNull(one.end());
        }
        if (outcome.verdict() == Delivery.Verdict.BROKEN) {
            begun.lane().broken(begun.age(), one.atNanos());
            int times = begun.call().brokenTimes() + 1;
            begun.call().broken(one.atNanos() + waitAfter(times).toNanos());
        } else {
            begun.lane().learn(outcome, begun.tried(), begun.age(), one.atNanos());
            begun.call().mended();
        }
        begun.call().ended(outcome.left());
        meters.recordNanos(SinkMeter.CALL_NANOS, one.atNanos() - begun.atNanos());
        count(begun.tried(), outcome);
        report(outcome);
    }

    /** Of the lanes that may have one more call, the one that may be tried first; none when all have as many as they may. */
    private Optional<Lane> next(long nowNanos) {
        return lanes.stream()
                .filter(Lane::isOpen)
                .min(Comparator.<Lane>comparingLong(lane -> Math.max(0, lane.waitNanos(nowNanos)))
                        .thenComparingLong(Lane::usedNanos));
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

    /** Of what is tried now, the part that was tried before. */
    private void countAgain(List<RowRecord> again) {
        meters.add(SinkMeter.RETRIES, again.isEmpty() ? 0 : 1);
        meters.add(SinkMeter.ROWS_RETRIED, RowRecord.rowsOf(again));
        again.forEach(record -> record.cells().triedAgain());
    }

    private void count(List<RowRecord> tried, Delivery.Attempt outcome) {
        List<RowRecord> left = outcome.left();
        List<RowRecord> taken = new ArrayList<>(tried);
        taken.removeAll(left); // records are the same or different, however alike
        meters.add(SinkMeter.CALLS, outcome.verdict());
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

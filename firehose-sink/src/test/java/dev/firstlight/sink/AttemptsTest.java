package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two streams, and what is learned of each. */
final class AttemptsTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final ScriptedDelivery first = new ScriptedDelivery();
    private final ScriptedDelivery second = new ScriptedDelivery();
    private final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    private final Readiness readiness = new Readiness();
    private final List<String> lines = new ArrayList<>();
    private final Attempts attempts = attempts(List.of(first, second));

    @Test
    void shouldTakeTurns() {
        for (int i = 0; i < 6; i++) {
            nanos.incrementAndGet();
            assertThat(attempt(attempts, call(1))).isEmpty();
        }

        assertThat(first.attempts).hasSize(3);
        assertThat(second.attempts).hasSize(3);
    }

    @Test
    void shouldGoPastAStreamThatIsInTroubleWithoutWaiting() {
        first.then(records -> refused(records, Delivery.Verdict.REFUSED));

        Call call = new Call(call(2));
        assertThat(attempt(attempts, call)).hasSize(2);
        assertThat(attempts.waitBeforeNext()).isZero();
        assertThat(attempt(attempts, call)).isEmpty();

        assertThat(second.accepted).hasSize(2);
        assertThat(readiness.isReady()).isTrue();
        nanos.addAndGet(5 * SECOND);
        assertThat(gauge("miscalled_seconds")).isEqualTo(5);
        assertThat(gauge("outage_seconds")).isZero();
    }

    @Test
    void shouldWaitAndNotBeReadyWhenNoStreamTakesAnything() {
        first.thenOutage(1);
        second.thenOutage(1);

        Call call = new Call(call(2));
        attempt(attempts, call);

        assertThat(attempt(attempts, call)).hasSize(2);
        assertThat(attempts.waitBeforeNext()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(readiness.missing()).containsEntry(Attempts.CONDITION, "UNREACHABLE: scripted");
        nanos.addAndGet(60 * SECOND);
        assertThat(gauge("outage_seconds")).isEqualTo(60);
    }

    @Test
    void shouldRaiseAnAlarmWhileCredentialsAreTurnedAwayAndTakeItBackAfter() {
        Attempts one = attempts(List.of(first));
        first.thenOutage(1)
                .then(records -> refused(records, Delivery.Verdict.DENIED))
                .then(records -> refused(records, Delivery.Verdict.DENIED));

        attempt(one, call(1));
        nanos.addAndGet(10 * SECOND);
        attempt(one, call(1));
        nanos.addAndGet(7 * SECOND);
        attempt(one, call(1));

        assertThat(gauge("denied_seconds")).isEqualTo(7);
        assertThat(gauge("outage_seconds")).isEqualTo(17);
        assertThat(lines).contains("delivery DENIED: scripted");
        assertThat(attempt(one, call(1))).isEmpty();
        assertThat(gauge("denied_seconds") + gauge("outage_seconds")).isZero();
    }

    @Test
    void shouldSlowAThrottledStreamDownAndSendItLessAtOnce() {
        Attempts one = attempts(List.of(first));
        attempt(one, call(4));
        nanos.addAndGet(SECOND / 2);
        first.then(records ->
                new Delivery.Attempt(Delivery.Verdict.PARTLY, records.subList(1, records.size()), true, "too much"));

        List<RowRecord> records = call(4);
        Call call = new Call(records);
        List<RowRecord> left = attempt(one, call);

        assertThat(left).containsExactlyElementsOf(records.subList(1, 4));
        assertThat(one.waitBeforeNext()).as("for what it took").isPositive();
        assertThat(gauge("pace_bytes_per_second")).isPositive();
        assertThat(meters.count(SinkMeter.THROTTLES)).isEqualTo(1);
        nanos.addAndGet(one.waitBeforeNext().toNanos());
        List<RowRecord> further = attempt(one, call);
        assertThat(further)
                .as("in their order, what did not fit a second")
                .containsExactlyElementsOf(left.subList(2, 3));
        assertThat(meters.count(SinkMeter.RETRIES)).isEqualTo(1);
    }

    @Test
    void shouldCountWhatIsBilledOnlyOfWhatWasTaken() {
        first.then(records -> new Delivery.Attempt(Delivery.Verdict.PARTLY, records.subList(1, 2), false, "scripted"));

        attempt(attempts, List.of(record(5_121, 3, 0), record(9, 1, 1)));

        assertThat(meters.count(SinkMeter.BYTES_BILLED)).isEqualTo(10_240);
        assertThat(meters.count(SinkMeter.BYTES_DELIVERED)).isEqualTo(5_121);
        assertThat(meters.count(SinkMeter.ROWS_DELIVERED)).isEqualTo(3);
        assertThat(gauge("billed_per_mille")).isEqualTo(2_000);
    }

    @Test
    void shouldTellWhatAMillionRowsCost() {
        for (int i = 0; i < 10; i++) {
            attempt(attempts, List.of(record(1_000 << 10, 1_000, 0)));
        }

        assertThat(gauge("cost_microdollars")).isEqualTo(Math.round(10 * 1_024_000.0 / (1 << 30) * 29_000));
        assertThat(gauge("cost_per_million_rows_microdollars")).isBetween(27_600.0, 27_700.0);
        assertThat(gauge("price_date_seconds"))
                .as("2026-11-22T00:00:00Z")
                .isEqualTo(Instant.parse("2026-11-22T00:00:00Z").getEpochSecond());
    }

    @Test
    void shouldHaveSoManyCallsUnderWayOnEachStreamAndNoMore() {
        HeldCalls calls = new HeldCalls();
        Attempts both = attempts(List.of(first, second), 2, calls);

        for (int i = 0; i < 4; i++) {
            assertThat(both.isFree()).isTrue();
            both.begin(new Call(call(1)));
        }

        assertThat(both.isFree()).isFalse();
        assertThat(gauge("calls_under_way")).isEqualTo(4);
        calls.finish(2);
        both.conclude();
        assertThat(both.isFree()).isTrue();
        calls.finishAll();
        both.conclude();
        assertThat(first.attempts).hasSize(2);
        assertThat(second.attempts).hasSize(2);
        assertThat(gauge("calls_under_way")).isZero();
    }

    @Test
    void shouldHaveOneCallAtATimeOnceAStreamHasSaidThatItIsTooMuch() {
        HeldCalls calls = new HeldCalls();
        Attempts one = attempts(List.of(first), 3, calls);
        List<Call> three = List.of(new Call(call(4)), new Call(call(4)), new Call(call(4)));
        three.forEach(one::begin);
        first.then(records -> throttled(records)).then(records -> throttled(records));
        nanos.addAndGet(SECOND / 10);

        calls.finishAll();
        one.conclude();

        double pace = gauge("pace_bytes_per_second");
        assertThat(one.waitBeforeNext())
                .as("two words of one wave are one step of back-off, and what was taken is waited for")
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofNanos((long) (4_096_000 / pace * SECOND)));
        for (int i = 0; i < 2; i++) {
            nanos.addAndGet(one.waitBeforeNext().toNanos());
            one.begin(three.get(0));
            assertThat(one.waitBeforeNext())
                    .as("only the end of this one can tell")
                    .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
            calls.finishAll();
            one.conclude();
        }
        assertThat(gauge("pace_bytes_per_second"))
                .as("grows while all is taken")
                .isGreaterThan(pace);
    }

    @Test
    void shouldTakeFailuresOfOneMomentForOneAndTryOneCallUntilItIsTaken() {
        HeldCalls calls = new HeldCalls();
        Attempts one = attempts(List.of(first), 3, calls);
        List<Call> three = List.of(new Call(call(1)), new Call(call(1)), new Call(call(1)));
        three.forEach(one::begin);
        first.thenOutage(3);

        calls.finishAll();
        one.conclude();

        assertThat(one.waitBeforeNext()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        nanos.addAndGet(one.waitBeforeNext().toNanos());
        one.begin(three.get(0));
        assertThat(one.isFree()).isFalse();
        calls.finishAll();
        one.conclude();
        one.begin(three.get(1));
        assertThat(one.isFree()).as("it was taken: several again").isTrue();
        assertThat(meters.count(SinkMeter.RETRIES)).isEqualTo(2);
    }

    @Test
    void shouldTryACallAgainThatEndedInABugAndLetOthersGoPastIt() {
        HeldCalls calls = new HeldCalls();
        Attempts one = attempts(List.of(first), 2, calls);
        List<Throwable> bugs = List.of(
                new IllegalArgumentException("a bug"),
                new NullPointerException("another"),
                new NoClassDefFoundError("and one more"));
        bugs.forEach(bug -> first.then(records -> sneaky(bug)));
        Call odd = new Call(call(1));
        long restedNanos = 0;
        for (int i = 0; i < bugs.size(); i++) {
            one.begin(odd);
            calls.finishAll();
            one.conclude();
            assertThat(one.mayTry(odd)).isFalse();
            assertThat(one.isFree()).as("for others").isTrue();
            long rests = odd.restsUntilNanos() - nanos.get();
            assertThat(rests).as("longer each time").isGreaterThan(restedNanos);
            restedNanos = rests;
            nanos.addAndGet(rests);
            assertThat(one.mayTry(odd)).isTrue();
        }

        assertThat(meters.count(SinkMeter.CALLS, Delivery.Verdict.BROKEN)).isEqualTo(3);
        assertThat(readiness.missing()).containsEntry(Attempts.CONDITION, "BROKEN: NoClassDefFoundError");
        assertThat(lines)
                .anyMatch(line -> line.contains("a call ended in a bug") && line.contains("IllegalArgumentException"));
        assertThat(attempt(one, calls, new Call(call(1)))).as("another call").isEmpty();
        assertThat(readiness.isReady()).isTrue();
        assertThat(attempt(one, calls, odd)).isEmpty();
        assertThat(odd.brokenTimes()).isZero();
        assertThat(gauge("calls_under_way")).isZero();
    }

    @Test
    void shouldPassOnWhatNoProcessGoesOnWithAndForgetNoOtherCall() {
        HeldCalls calls = new HeldCalls();
        Attempts one = attempts(List.of(first), 2, calls);
        first.then(records -> sneaky(new OutOfMemoryError("scripted")));
        Call unlucky = new Call(call(1));
        Call lucky = new Call(call(1));
        one.begin(unlucky);
        one.begin(lucky);
        calls.finishAll();

        assertThatThrownBy(one::conclude).isInstanceOf(OutOfMemoryError.class);

        assertThat(one.conclude()).isTrue();
        assertThat(lucky.isAccepted()).isTrue();
        assertThat(unlucky.waiting()).hasSize(1);
        assertThat(gauge("calls_under_way")).isZero();
    }

    private static Delivery.Attempt sneaky(Throwable bug) {
        if (bug instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) bug;
    }

    private static List<RowRecord> attempt(Attempts by, HeldCalls calls, Call call) {
        by.begin(call);
        calls.finishAll();
        by.conclude();
        return call.waiting();
    }

    private static Delivery.Attempt throttled(List<RowRecord> records) {
        return new Delivery.Attempt(Delivery.Verdict.THROTTLED, records, true, "scripted");
    }

    private double gauge(String name) {
        return meters.prometheusText()
                .lines()
                .filter(line -> line.startsWith("firehose_sink_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    /** What is left of it. */
    private static List<RowRecord> attempt(Attempts by, Call call) {
        by.begin(call);
        by.conclude();
        return call.waiting();
    }

    private static List<RowRecord> attempt(Attempts by, List<RowRecord> records) {
        return attempt(by, new Call(records));
    }

    private Attempts attempts(List<Delivery> deliveries) {
        return attempts(deliveries, 1, Runnable::run);
    }

    private Attempts attempts(List<Delivery> deliveries, int inFlight, Executor calls) {
        return new Attempts(
                new Attempts.Out(deliveries, inFlight, calls),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
                new Attempts.Reports(
                        Billing.ofFirehose(meters, Prices.TODAY),
                        meters,
                        readiness,
                        new ErrorLog(InstantSource.system(), (line, cause) -> lines.add(line))),
                nanos::get,
                new Random(1));
    }

    private static Delivery.Attempt refused(List<RowRecord> records, Delivery.Verdict verdict) {
        return new Delivery.Attempt(verdict, records, false, "scripted");
    }

    private static List<RowRecord> call(int records) {
        return IntStream.range(0, records)
                .mapToObj(place -> record(1_000 << 10, 1, place))
                .toList();
    }

    private static RowRecord record(int bytes, int rows, int place) {
        byte[] text = new byte[bytes];
        java.util.Arrays.fill(text, (byte) 'x');
        return new RowRecord(text, rows, new RecordCells(), place);
    }
}

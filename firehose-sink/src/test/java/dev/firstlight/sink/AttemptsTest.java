package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
            assertThat(attempts.attempt(call(1))).isEmpty();
        }

        assertThat(first.attempts).hasSize(3);
        assertThat(second.attempts).hasSize(3);
    }

    @Test
    void shouldGoPastAStreamThatIsInTroubleWithoutWaiting() {
        first.then(records -> refused(records, Delivery.Verdict.REFUSED));

        List<RowRecord> left = attempts.attempt(call(2));
        assertThat(left).hasSize(2);
        assertThat(attempts.waitBeforeNext()).isZero();
        assertThat(attempts.attempt(left)).isEmpty();

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

        List<RowRecord> left = attempts.attempt(attempts.attempt(call(2)));

        assertThat(left).hasSize(2);
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

        one.attempt(call(1));
        nanos.addAndGet(10 * SECOND);
        one.attempt(call(1));
        nanos.addAndGet(7 * SECOND);
        one.attempt(call(1));

        assertThat(gauge("denied_seconds")).isEqualTo(7);
        assertThat(gauge("outage_seconds")).isEqualTo(17);
        assertThat(lines).contains("delivery DENIED: scripted");
        assertThat(one.attempt(call(1))).isEmpty();
        assertThat(gauge("denied_seconds") + gauge("outage_seconds")).isZero();
    }

    @Test
    void shouldSlowAThrottledStreamDownAndSendItLessAtOnce() {
        Attempts one = attempts(List.of(first));
        one.attempt(call(4));
        nanos.addAndGet(SECOND / 2);
        first.then(records ->
                new Delivery.Attempt(Delivery.Verdict.PARTLY, records.subList(1, records.size()), true, "too much"));

        List<RowRecord> call = call(4);
        List<RowRecord> left = one.attempt(call);

        assertThat(left).containsExactlyElementsOf(call.subList(1, 4));
        assertThat(one.waitBeforeNext()).as("for what it took").isPositive();
        assertThat(gauge("pace_bytes_per_second")).isPositive();
        assertThat(meters.count(SinkMeter.THROTTLES)).isEqualTo(1);
        nanos.addAndGet(one.waitBeforeNext().toNanos());
        List<RowRecord> further = one.attempt(left);
        assertThat(further)
                .as("in their order, what did not fit a second")
                .containsExactlyElementsOf(left.subList(2, 3));
        assertThat(meters.count(SinkMeter.RETRIES)).isEqualTo(1);
    }

    @Test
    void shouldCountWhatIsBilledOnlyOfWhatWasTaken() {
        first.then(records -> new Delivery.Attempt(Delivery.Verdict.PARTLY, records.subList(1, 2), false, "scripted"));

        attempts.attempt(List.of(record(5_121, 3), record(9, 1)));

        assertThat(meters.count(SinkMeter.BYTES_BILLED)).isEqualTo(10_240);
        assertThat(meters.count(SinkMeter.BYTES_DELIVERED)).isEqualTo(5_121);
        assertThat(meters.count(SinkMeter.ROWS_DELIVERED)).isEqualTo(3);
        assertThat(gauge("billed_per_mille")).isEqualTo(2_000);
    }

    @Test
    void shouldTellWhatAMillionRowsCost() {
        for (int i = 0; i < 10; i++) {
            attempts.attempt(List.of(record(1_000 << 10, 1_000)));
        }

        assertThat(gauge("cost_microdollars")).isEqualTo(Math.round(10 * 1_024_000.0 / (1 << 30) * 29_000));
        assertThat(gauge("cost_per_million_rows_microdollars")).isBetween(27_600.0, 27_700.0);
    }

    private double gauge(String name) {
        return meters.prometheusText()
                .lines()
                .filter(line -> line.startsWith("firehose_sink_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private Attempts attempts(List<Delivery> deliveries) {
        return new Attempts(
                deliveries,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
                new Attempts.Reports(
                        Billing.ofFirehose(meters, new BigDecimal("0.029")),
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
        return IntStream.range(0, records).mapToObj(i -> record(1_000 << 10, 1)).toList();
    }

    private static RowRecord record(int bytes, int rows) {
        byte[] text = new byte[bytes];
        java.util.Arrays.fill(text, (byte) 'x');
        return new RowRecord(text, rows);
    }
}

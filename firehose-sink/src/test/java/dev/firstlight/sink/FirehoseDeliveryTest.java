package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The SDK's real client against an endpoint over HTTP. */
final class FirehoseDeliveryTest {

    private final FakeFirehose firehose = new FakeFirehose();
    private final FirehoseDelivery delivery = delivery(firehose.uri(), Duration.ofSeconds(20));

    @AfterEach
    void close() {
        delivery.close();
        firehose.close();
    }

    @Test
    void shouldHandOverAllRecordsInOneCall() {
        Delivery.Attempt attempt = delivery.deliver(records("a\n", "ü\n"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
        assertThat(attempt.left()).isEmpty();
        assertThat(firehose.accepted).containsExactly("a\n", "ü\n");
        assertThat(firehose.operations).containsExactly("PutRecordBatch");
    }

    @Test
    void shouldLeaveExactlyTheRecordsThatWereNotTaken() {
        firehose.thenTakeSome(i -> i == 1 || i == 3, "InternalFailure");

        Delivery.Attempt attempt = delivery.deliver(records("a", "b", "c", "d"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.PARTLY);
        assertThat(attempt.isThrottled()).isFalse();
        assertThat(texts(attempt.left())).containsExactly("b", "d");
        assertThat(firehose.accepted).containsExactly("a", "c");
    }

    @Test
    void shouldSayThatItIsTooMuchWhenSomeRecordsWereThrottled() {
        firehose.thenTakeSome(i -> i == 0, "ServiceUnavailableException");

        Delivery.Attempt attempt = delivery.deliver(records("a", "b"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.PARTLY);
        assertThat(attempt.isThrottled()).isTrue();
    }

    @Test
    void shouldTellThrottlingOutageCredentialsAndWrongCallsApart() {
        firehose.thenFail(503, "ServiceUnavailableException")
                .thenFail(400, "ThrottlingException")
                .thenFail(500, "InternalFailure")
                .thenFail(400, "UnrecognizedClientException")
                .thenFail(403, "Whatever")
                .thenFail(400, "ResourceNotFoundException")
                .thenTakeSome(i -> true, "ServiceUnavailableException");

        List<Delivery.Verdict> verdicts = IntStream.range(0, 7)
                .mapToObj(i -> delivery.deliver(records("a", "b")))
                .peek(attempt -> assertThat(attempt.left()).hasSize(2))
                .map(Delivery.Attempt::verdict)
                .toList();

        assertThat(verdicts)
                .containsExactly(
                        Delivery.Verdict.THROTTLED,
                        Delivery.Verdict.THROTTLED,
                        Delivery.Verdict.UNREACHABLE,
                        Delivery.Verdict.DENIED,
                        Delivery.Verdict.DENIED,
                        Delivery.Verdict.REFUSED,
                        Delivery.Verdict.THROTTLED);
        assertThat(firehose.calls).as("the SDK repeats nothing by itself").hasSize(7);
    }

    @Test
    void shouldGiveUpACallThatHangsAndBeTakenAtTheNext() {
        FirehoseDelivery impatient = delivery(firehose.uri(), Duration.ofMillis(500));
        firehose.thenHang();

        Delivery.Attempt first = impatient.deliver(records("a"));
        Delivery.Attempt second = impatient.deliver(first.left());
        impatient.close();

        assertThat(first.verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(second.verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
        assertThat(firehose.accepted).as("at least once").containsExactly("a", "a");
    }

    @Test
    void shouldCallAnEndpointThatIsNotThereUnreachable() {
        firehose.close();

        Delivery.Attempt attempt = delivery.deliver(records("a"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(attempt.left()).hasSize(1);
    }

    @Test
    void shouldDeliverEveryRecordOnceThroughAnyRunOfPartialFailures() {
        Seeded.repeat(3, random -> {
            firehose.accepted.clear();
            List<RowRecord> left = new ArrayList<>();
            IntStream.range(0, 1 + random.nextInt(200)).forEach(i -> left.add(record("row " + i)));
            List<String> wanted = texts(left);

            List<RowRecord> now = left;
            while (!now.isEmpty()) {
                int kind = random.nextInt(4);
                if (kind == 0) {
                    firehose.thenFail(500, "InternalFailure");
                } else if (kind < 3) {
                    int seed = random.nextInt();
                    firehose.thenTakeSome(i -> (i * 31 + seed & 3) == 0, "ServiceUnavailableException");
                }
                now = delivery.deliver(now).left();
            }

            assertThat(firehose.accepted).containsExactlyInAnyOrderElementsOf(wanted);
        });
    }

    @Test
    void shouldTakeTheGreatestCallThatFirehoseTakes() {
        List<RowRecord> greatest = new ArrayList<>();
        IntStream.range(0, 4).forEach(i -> greatest.add(new RowRecord(new byte[1_000 * 1_024], 1)));

        assertThat(delivery.deliver(greatest).verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
    }

    static FirehoseDelivery delivery(URI endpoint, Duration callTimeout) {
        return new FirehoseDelivery(FirehoseClients.make(config(endpoint, callTimeout)), "events");
    }

    static FirehoseConfig config(URI endpoint, Duration callTimeout) {
        return new FirehoseConfig(
                "events",
                null,
                endpoint,
                "local",
                "local",
                Duration.ofSeconds(2),
                callTimeout,
                true,
                5 << 20,
                Duration.ofSeconds(5));
    }

    private static List<RowRecord> records(String... texts) {
        return List.of(texts).stream().map(FirehoseDeliveryTest::record).toList();
    }

    static RowRecord record(String text) {
        return new RowRecord(text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private static List<String> texts(List<RowRecord> records) {
        return records.stream()
                .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}

package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

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
    void shouldBelieveTheEntriesOfAnAnswerRatherThanItsSum() {
        firehose.thenMiscount();

        assertThat(texts(delivery.deliver(records("a", "b", "c")).left())).containsExactly("a");
    }

    @Test
    void shouldSendAllAgainWhenAnAnswerDoesNotSayOfEachRecordWhatBecameOfIt() {
        firehose.thenSay("{\"FailedPutCount\":0,\"RequestResponses\":[{\"RecordId\":\"1\"}]}")
                .thenSay("{\"FailedPutCount\":1,\"RequestResponses\":[{\"RecordId\":\"1\"},{\"RecordId\":\"2\"}]}")
                .thenSay("{\"FailedPutCount\":0}");

        for (int i = 0; i < 3; i++) {
            Delivery.Attempt attempt = delivery.deliver(records("a", "b"));

            assertThat(texts(attempt.left())).containsExactly("a", "b");
            assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        }
    }

    @Test
    void shouldSendARecordAgainWhoseEntryHasNeitherIdNorError() {
        firehose.thenSay("{\"FailedPutCount\":0,\"RequestResponses\":[{\"RecordId\":\"1\"},{}]}");

        assertThat(texts(delivery.deliver(records("a", "b")).left())).containsExactly("b");
    }

    @Test
    void shouldTakeAnAnswerThatIsNoneForNoAnswer() {
        firehose.thenSay("").thenSay("<html>it works</html>").thenSay("{\"FailedPutCount\":0,\"RequestResp");

        for (int i = 0; i < 3; i++) {
            Delivery.Attempt attempt = delivery.deliver(records("a"));

            assertThat(attempt.left()).hasSize(1);
            assertThat(attempt.verdict()).as("no alarm about credentials").isEqualTo(Delivery.Verdict.UNREACHABLE);
        }
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
    void shouldNotTakeTheEndOfACallsTimeForCredentialsThatAreTurnedAway() {
        assertThat(AwsAnswers.verdict(ApiCallAttemptTimeoutException.create(1)))
                .isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(AwsAnswers.verdict(ApiCallTimeoutException.create(1))).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(AwsAnswers.verdict(SdkClientException.create("no credentials found")))
                .isEqualTo(Delivery.Verdict.DENIED);
    }

    @Test
    void shouldCallAnEndpointThatIsNotThereUnreachable() {
        firehose.close();

        Delivery.Attempt attempt = delivery.deliver(records("a"));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(attempt.left()).hasSize(1);
    }

    @Test
    void shouldSayInPlainWordsWhatIsWrongAndWhichSettingItHangsOn() {
        firehose.thenFail(400, "ResourceNotFoundException")
                .thenFail(400, "ExpiredTokenException")
                .thenFail(400, "AccessDeniedException")
                .thenFail(403, "SignatureDoesNotMatch");

        assertThat(IntStream.range(0, 4)
                        .mapToObj(i -> delivery.deliver(records("a")).detail()))
                .satisfiesExactly(
                        words -> assertThat(words)
                                .contains("no delivery stream events in us-east-1")
                                .contains("firehose.stream and firehose.region"),
                        words -> assertThat(words).contains("token has expired"),
                        words -> assertThat(words).contains("may not firehose:PutRecordBatch on events"),
                        words -> assertThat(words).contains("clock"));
    }

    @Test
    void shouldSayThatAStreamIsNotActiveBeforeAndAfterACallIsRefused() {
        firehose.status = "CREATING";
        firehose.thenFail(400, "InvalidArgumentException");

        assertThat(delivery.look()).isEqualTo("the delivery stream events in us-east-1 is CREATING");
        assertThat(delivery.deliver(records("a")).detail()).contains("events in us-east-1 is CREATING");
        firehose.status = "ACTIVE";
        assertThat(delivery.look()).isEmpty();
    }

    @Test
    void shouldSayThatAStreamIsMissingBeforeAnythingIsSent() {
        firehose.status = "";

        assertThat(delivery.look()).contains("no delivery stream events in us-east-1");
    }

    @Test
    void shouldEndACallThatHangsWhenItIsClosed() throws InterruptedException {
        FirehoseDelivery patient = delivery(firehose.uri(), Duration.ofMinutes(2));
        firehose.thenHang();
        List<Delivery.Attempt> attempts = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> attempts.add(patient.deliver(records("a"))));
        thread.start();
        firehose.awaitCalls(1);

        patient.close();
        thread.join();

        assertThat(attempts).singleElement().satisfies(attempt -> assertThat(attempt.left())
                .hasSize(1));
    }

    @Test
    void shouldTakeAClosedClientForTheEndOfACallAndNotForABug() {
        delivery.close(); // before a call has a connection

        Delivery.Attempt attempt = delivery.deliver(records("a", "b"));

        assertThat(texts(attempt.left())).containsExactly("a", "b");
        assertThat(attempt.verdict()).as("and says nothing about credentials").isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(firehose.calls).isEmpty();
    }

    @Test
    void shouldGoThroughAProxyThatIsSet() {
        FirehoseDelivery proxied = new FirehoseDelivery(
                AwsClients.firehose(
                        aws("firehose", URI.create("http://firehose.invalid"), firehose.uri(), Duration.ofSeconds(20)),
                        1),
                "events");

        assertThat(proxied.deliver(records("a")).verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
        proxied.close();
        assertThat(firehose.hosts).containsExactly("firehose.invalid");
    }

    @Test
    void shouldSpeakFirehosesProtocol() {
        delivery.deliver(records("a\n"));

        FakeFirehose.Capture capture = firehose.captures.get(0);
        assertThat(capture.header("X-Amz-Target")).isEqualTo("Firehose_20150804.PutRecordBatch");
        assertThat(capture.header("Content-Type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(capture.header("X-Amz-Date")).matches("\\d{8}T\\d{6}Z");
        assertThat(capture.header("Authorization"))
                .matches("AWS4-HMAC-SHA256 Credential=local/\\d{8}/us-east-1/firehose/aws4_request, "
                        + "SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-target, Signature=[0-9a-f]{64}");
        assertThat(capture.body()).isEqualTo("{\"DeliveryStreamName\":\"events\",\"Records\":[{\"Data\":\"YQo=\"}]}");
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
        IntStream.range(0, 4)
                .forEach(i -> greatest.add(new RowRecord(new byte[1_000 * 1_024], 1, new RecordCells(), i)));

        assertThat(delivery.deliver(greatest).verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
    }

    static FirehoseDelivery delivery(URI endpoint, Duration callTimeout) {
        return new FirehoseDelivery(AwsClients.firehose(aws("firehose", endpoint, null, callTimeout), 3), "events");
    }

    static AwsConfig aws(String section, URI endpoint, @Nullable URI proxy, Duration callTimeout) {
        return new AwsConfig(section, null, endpoint, proxy, "local", "local", Duration.ofSeconds(2), callTimeout);
    }

    static FirehoseConfig config(URI endpoint, Duration callTimeout) {
        return new FirehoseConfig(
                aws("firehose", endpoint, null, callTimeout),
                List.of("events"),
                3,
                true,
                5 << 20,
                Duration.ofSeconds(5),
                RowForm.POSITIONS,
                Prices.TODAY);
    }

    private static List<RowRecord> records(String... texts) {
        return List.of(texts).stream().map(FirehoseDeliveryTest::record).toList();
    }

    static RowRecord record(String text) {
        return record(text, 0);
    }

    static RowRecord record(String text, int place) {
        return new RowRecord(text.getBytes(StandardCharsets.UTF_8), 1, new RecordCells(), place);
    }

    private static List<String> texts(List<RowRecord> records) {
        return records.stream()
                .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}

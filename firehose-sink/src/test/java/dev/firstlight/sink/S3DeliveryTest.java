package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The SDK's real client against an endpoint over HTTP. */
final class S3DeliveryTest {

    private final FakeS3 s3 = new FakeS3();
    private final S3Delivery delivery = new S3Delivery(
            AwsClients.s3(FirehoseDeliveryTest.aws("s3", s3.uri(), null, Duration.ofSeconds(20))), "rows");

    @AfterEach
    void close() {
        delivery.close();
        s3.close();
    }

    @Test
    void shouldPutEachRecordUnderItsKeyAsItIs() {
        Delivery.Attempt attempt =
                delivery.deliver(List.of(object("events/date=1/a.json.gz", "ü"), object("m.json", "{}")));

        assertThat(attempt.verdict()).isEqualTo(Delivery.Verdict.ACCEPTED);
        assertThat(s3.objects).containsOnlyKeys("PUT /rows/events/date=1/a.json.gz", "PUT /rows/m.json");
        assertThat(s3.objects.get("PUT /rows/events/date=1/a.json.gz"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("ü");
        assertThat(s3.calls.get(0).getFirst("Content-Type")).isEqualTo("application/gzip");
        assertThat(s3.calls.get(0).getFirst("Authorization")).contains("/us-east-1/s3/aws4_request");
    }

    @Test
    void shouldStopAtTheFirstThatIsNotTakenSoThatAManifestIsLast() {
        List<RowRecord> call = List.of(object("a", "1"), object("b", "2"), object("manifest", "{}"));
        s3.thenFail(500, "InternalError");
        assertThat(delivery.deliver(call).verdict()).isEqualTo(Delivery.Verdict.UNREACHABLE);
        assertThat(s3.objects).isEmpty();

        delivery.deliver(call.subList(0, 1));
        s3.thenFail(503, "SlowDown");
        Delivery.Attempt attempt = delivery.deliver(call.subList(1, 3));

        assertThat(attempt.left()).containsExactlyElementsOf(call.subList(1, 3));
        assertThat(attempt.isThrottled()).isTrue();
        assertThat(s3.objects).containsOnlyKeys("PUT /rows/a");
    }

    @Test
    void shouldTakeAClosedClientForTheEndOfAPutAndNotForABug() {
        List<RowRecord> call = List.of(object("a", "1"), object("b", "2"));
        delivery.close();

        Delivery.Attempt attempt = delivery.deliver(call);

        assertThat(attempt.left()).containsExactlyElementsOf(call);
        assertThat(attempt.verdict()).as("and says nothing about credentials").isEqualTo(Delivery.Verdict.UNREACHABLE);
    }

    @Test
    void shouldSayInPlainWordsWhatIsWrongAndWhichSettingItHangsOn() {
        s3.thenFail(404, "NoSuchBucket")
                .thenFail(301, "PermanentRedirect")
                .thenFail(403, "AccessDenied")
                .thenFail(400, "ExpiredToken");

        List<Delivery.Attempt> attempts = IntStream.range(0, 4)
                .mapToObj(i -> delivery.deliver(List.of(object("a", "1"))))
                .toList();

        assertThat(attempts)
                .extracting(Delivery.Attempt::verdict)
                .containsExactly(
                        Delivery.Verdict.REFUSED,
                        Delivery.Verdict.REFUSED,
                        Delivery.Verdict.DENIED,
                        Delivery.Verdict.DENIED);
        assertThat(attempts)
                .extracting(Delivery.Attempt::detail)
                .satisfiesExactly(
                        words -> assertThat(words).contains("there is no bucket rows"),
                        words -> assertThat(words).contains("not in us-east-1: see s3.region"),
                        words -> assertThat(words).contains("s3:PutObject"),
                        words -> assertThat(words).contains("token has expired"));
        assertThat(s3.calls).as("the SDK repeats nothing by itself").hasSize(4);
    }

    private static RowRecord object(String key, String text) {
        return new RowRecord(text.getBytes(StandardCharsets.UTF_8), 1, new RecordCells(), 0, key);
    }
}

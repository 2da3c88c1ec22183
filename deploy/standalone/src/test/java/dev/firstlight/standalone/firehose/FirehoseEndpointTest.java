package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.PortInUseException;
import dev.firstlight.standalone.StandaloneMeter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.BufferingHints;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceInUseException;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

final class FirehoseEndpointTest {

    private static final Instant NOW = Instant.parse("2026-11-22T02:39:02.123Z");
    private static final String STREAM = "firstlight-events";

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final InstantSource clock = InstantSource.fixed(NOW);
    private DeliveryStreams streams;
    private FirehoseEndpoint endpoint;
    private FirehoseClient client;

    @BeforeEach
    void open() {
        ObjectStore objects = new ObjectStore(directory.resolve("objects"), name -> {});
        streams = new DeliveryStreams(directory.resolve("streams"), objects, clock, meters);
        endpoint = endpoint(streams);
        client = Clients.of(endpoint.port());
        createStream();
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
        streams.close();
    }

    @Test
    void shouldPutAcceptedRecordsIntoAGzipObjectUnderTheHour() {
        client.putRecord(call -> call.deliveryStreamName(STREAM).record(Clients.record("one\n")));
        PutRecordBatchResponse batch = client.putRecordBatch(
                call -> call.deliveryStreamName(STREAM).records(Clients.records("two\n", "three\n")));
        close();

        Bucket bucket = new Bucket(directory.resolve("objects"));
        assertThat(bucket.names())
                .singleElement()
                .asString()
                .matches("rows/2026/11/22/02/firstlight-events-1-2026-11-22-02-39-02-[0-9a-f-]{36}\\.gz");
        assertThat(bucket.lines()).containsExactly("one", "two", "three");
        assertThat(batch.failedPutCount()).isZero();
        assertThat(batch.requestResponses())
                .extracting(entry -> entry.recordId())
                .doesNotHaveDuplicates();
        assertThat(meters.count(StandaloneMeter.FIREHOSE_RECORDS_ACCEPTED)).isEqualTo(3);
        assertThat(meters.count(StandaloneMeter.FIREHOSE_RECORDS_DELIVERED)).isEqualTo(3);
    }

    @Test
    void shouldDescribeAndListWhatWasCreated() {
        DeliveryStreamDescription description = client.describeDeliveryStream(call -> call.deliveryStreamName(STREAM))
                .deliveryStreamDescription();

        assertThat(description.deliveryStreamStatus()).isEqualTo(DeliveryStreamStatus.ACTIVE);
        assertThat(description.deliveryStreamName()).isEqualTo(STREAM);
        assertThat(description.createTimestamp()).isEqualTo(NOW);
        assertThat(description.destinations()).singleElement().satisfies(destination -> {
            var s3 = destination.extendedS3DestinationDescription();
            assertThat(s3.prefix()).isEqualTo("rows/");
            assertThat(s3.compressionFormat()).isEqualTo(CompressionFormat.GZIP);
            assertThat(s3.bufferingHints())
                    .isEqualTo(BufferingHints.builder()
                            .sizeInMBs(7)
                            .intervalInSeconds(900)
                            .build());
        });
        assertThat(client.listDeliveryStreams().deliveryStreamNames()).containsExactly(STREAM);
    }

    @Test
    void shouldRefuseAStreamThatIsThereOrIsNotThere() {
        assertThatThrownBy(this::createStream).isInstanceOf(ResourceInUseException.class);
        assertThatThrownBy(() -> client.putRecord(
                        call -> call.deliveryStreamName("nowhere").record(Clients.record("x"))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> client.describeDeliveryStream(call -> call.deliveryStreamName("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(meters.count(StandaloneMeter.FIREHOSE_CALLS_REFUSED, FirehoseError.RESOURCE_NOT_FOUND))
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        for (String name : List.of("a b", "..", "a/b", "x".repeat(65))) {
            assertRefused("ValidationException", name, Clients.records("x"));
        }
    }

    @Test
    void shouldTakeAtMost500RecordsACall() {
        Record one = Clients.record("x\n");

        PutRecordBatchResponse most =
                client.putRecordBatch(call -> call.deliveryStreamName(STREAM).records(Collections.nCopies(500, one)));

        assertThat(most.requestResponses()).hasSize(500);
        assertRefused("ValidationException", STREAM, Collections.nCopies(501, one));
        assertRefused("ValidationException", STREAM, List.of());
    }

    @Test
    void shouldTakeAtMost1000KibARecord() {
        int most = 1_000 * 1024;

        client.putRecord(call -> call.deliveryStreamName(STREAM).record(Clients.record(most)));

        assertRefused("ValidationException", STREAM, List.of(Clients.record(most + 1)));
        assertThat(meters.count(StandaloneMeter.FIREHOSE_RECORDS_ACCEPTED)).isEqualTo(1);
    }

    @Test
    void shouldTakeAtMost4MibACall() {
        Record mib = Clients.record(512 * 1024);

        client.putRecordBatch(call -> call.deliveryStreamName(STREAM).records(Collections.nCopies(8, mib)));

        assertThatThrownBy(() -> client.putRecordBatch(
                        call -> call.deliveryStreamName(STREAM).records(Collections.nCopies(9, mib))))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(meters.count(StandaloneMeter.FIREHOSE_RECORDS_ACCEPTED)).isEqualTo(8);
    }

    @Test
    void shouldAnswerAPartialFailureRecordByRecord() {
        try (FirehoseEndpoint limping = endpoint(new EverySecondDeclined(streams));
                FirehoseClient caller = Clients.of(limping.port())) {
            PutRecordBatchResponse answer = caller.putRecordBatch(
                    call -> call.deliveryStreamName(STREAM).records(Clients.records("a\n", "b\n", "c\n")));

            assertThat(answer.failedPutCount()).isEqualTo(1);
            assertThat(answer.requestResponses())
                    .extracting(entry -> entry.errorCode())
                    .containsExactly(null, "ServiceUnavailableException", null);
        }
    }

    @Test
    void shouldTellAClientWhenItTakesNothing() {
        try (FirehoseEndpoint down = endpoint(new TakesNothing(streams));
                FirehoseClient caller = Clients.of(down.port())) {
            assertThatThrownBy(() -> caller.putRecord(
                            call -> call.deliveryStreamName(STREAM).record(Clients.record("x"))))
                    .isInstanceOf(ServiceUnavailableException.class);
        }
    }

    @Test
    void shouldRefuseACallThatIsNotSigned() throws Exception {
        HttpResponse<String> answer = post("Firehose_20150804.ListDeliveryStreams", "{}", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("MissingAuthenticationTokenException");
        assertThat(post("Firehose_20150804.ListDeliveryStreams", "{}", "Bearer x")
                        .body())
                .contains("IncompleteSignatureException");
    }

    @Test
    void shouldRefuseWhatItCannotRead() throws Exception {
        String signed = "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c";
        String put = "Firehose_20150804.PutRecord";

        assertThat(post(put, "{", signed).body()).contains("\"__type\":\"SerializationException\"");
        assertThat(post(put, "[]", signed).body()).contains("SerializationException");
        assertThat(post(put, "{\"DeliveryStreamName\":\"" + STREAM + "\",\"Record\":{\"Data\":\"?\"}}", signed)
                        .body())
                .contains("SerializationException");
        assertThat(post(put, "{\"DeliveryStreamName\":\"" + STREAM + "\",\"Record\":{}}", signed)
                        .body())
                .contains("ValidationException");
        assertThat(post("Firehose_20150804.StartDeliveryStreamEncryption", "{}", signed)
                        .body())
                .contains("UnknownOperationException");
        assertThat(post(put, " ".repeat(8 * 1024 * 1024 + 1), signed).statusCode())
                .isEqualTo(413);
    }

    @Test
    void shouldRefuseADestinationThatItDoesNotServe() {
        for (String prefix :
                List.of("../outside/", "errors/manifests/", "errors/manifests/of-mine-", "a//b/", "./a/")) {
            assertThatThrownBy(() -> client.createDeliveryStream(call -> call.deliveryStreamName("other")
                            .extendedS3DestinationConfiguration(s3 -> s3.roleARN("r")
                                    .bucketARN("b")
                                    .compressionFormat(CompressionFormat.GZIP)
                                    .prefix(prefix))))
                    .as(prefix)
                    .isInstanceOf(InvalidArgumentException.class);
        }
        assertThatThrownBy(() -> client.createDeliveryStream(call -> call.deliveryStreamName("other")
                        .extendedS3DestinationConfiguration(
                                s3 -> s3.roleARN("r").bucketARN("b").bufferingHints(hints -> hints.sizeInMBs(1)
                                        .intervalInSeconds(901)))))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> client.createDeliveryStream(call -> call.deliveryStreamName("other")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void shouldSayWhichPortIsTaken() {
        assertThatThrownBy(() -> new FirehoseEndpoint(endpoint.port(), streams, hints(), clock, meters))
                .isInstanceOf(PortInUseException.class)
                .hasMessageContaining(String.valueOf(endpoint.port()));
    }

    private void assertRefused(String code, String stream, List<Record> records) {
        assertThatThrownBy(() -> client.putRecordBatch(
                        call -> call.deliveryStreamName(stream).records(records)))
                .isInstanceOfSatisfying(
                        FirehoseException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    private HttpResponse<String> post(String target, String body, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + "/"))
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void createStream() {
        client.createDeliveryStream(call -> call.deliveryStreamName(STREAM)
                .extendedS3DestinationConfiguration(s3 -> s3.roleARN("arn:aws:iam::1:role/r")
                        .bucketARN("arn:aws:s3:::b")
                        .prefix("rows/")
                        .compressionFormat(CompressionFormat.GZIP)
                        .bufferingHints(hints -> hints.sizeInMBs(7).intervalInSeconds(900))));
    }

    private FirehoseEndpoint endpoint(Firehose firehose) {
        return new FirehoseEndpoint(0, firehose, hints(), clock, meters);
    }

    private static dev.firstlight.standalone.firehose.BufferingHints hints() {
        return new dev.firstlight.standalone.firehose.BufferingHints(1, 1);
    }
}

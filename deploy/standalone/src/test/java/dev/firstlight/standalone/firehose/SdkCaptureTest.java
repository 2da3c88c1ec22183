package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;

/**
 * What the real SDK says to the endpoint and hears from it, taken down on the way between the two and held field by field against the
 * protocol: AWS JSON 1.1 and Signature Version 4.
 */
final class SdkCaptureTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One call and its answer, as they went over the wire; names of headers in lower case. */
    private record Captured(
            String method,
            String path,
            Map<String, String> asked,
            byte[] body,
            int status,
            Map<String, String> answered,
            byte[] answer) {

        String header(String name) {
            return Objects.requireNonNull(asked.get(name), name);
        }
    }

    @TempDir
    Path directory;

    private final BlockingQueue<Captured> captured = new LinkedBlockingQueue<>();
    private DeliveryStreams streams;
    private FirehoseEndpoint endpoint;
    private HttpServer between;
    private FirehoseClient client;

    @BeforeEach
    void open() throws Exception {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        streams = EndpointProcess.open(directory, meters);
        BufferingHints hints = new BufferingHints(1, 900);
        streams.ensure(
                new StreamDefinition("events", "", hints, InstantSource.system().instant()));
        endpoint = new FirehoseEndpoint(0, streams, hints, InstantSource.system(), meters);
        between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        between.createContext("/", this::pass);
        between.start();
        client = Clients.of(between.getAddress().getPort());
    }

    @AfterEach
    void close() {
        client.close();
        between.stop(0);
        endpoint.close();
        streams.close();
    }

    @Test
    void shouldSpeakTheProtocolWhenItPutsABatch() throws Exception {
        PutRecordBatchResponse answer = client.putRecordBatch(
                call -> call.deliveryStreamName("events").records(Clients.records("{\"a\":1}\n", "Ä\n")));
        Captured call = captured.take();

        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/");
        assertThat(call.asked())
                .containsEntry("x-amz-target", "Firehose_20150804.PutRecordBatch")
                .containsEntry("content-type", "application/x-amz-json-1.1")
                .containsEntry("content-length", String.valueOf(call.body().length))
                .containsKey("amz-sdk-invocation-id")
                .containsKey("user-agent");
        assertThat(call.asked().get("x-amz-date")).matches("\\d{8}T\\d{6}Z");
        assertThat(call.asked().get("authorization"))
                .matches(
                        "AWS4-HMAC-SHA256 Credential=local/\\d{8}/us-east-1/firehose/aws4_request, "
                                + "SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date;[a-z0-9;-]*x-amz-target, Signature=[0-9a-f]{64}");
        JsonNode body = JSON.readTree(call.body());
        assertThat(body.fieldNames()).toIterable().containsExactlyInAnyOrder("DeliveryStreamName", "Records");
        assertThat(body.path("DeliveryStreamName").asText()).isEqualTo("events");
        assertThat(body.path("Records")).hasSize(2);
        assertThat(body.path("Records").get(1).fieldNames()).toIterable().containsExactly("Data");
        assertThat(Base64.getDecoder()
                        .decode(body.path("Records").get(1).path("Data").asText()))
                .isEqualTo("Ä\n".getBytes(StandardCharsets.UTF_8));

        assertThat(call.status()).isEqualTo(200);
        assertThat(call.answered())
                .containsEntry("content-type", "application/x-amz-json-1.1")
                .containsKey("x-amzn-requestid");
        JsonNode said = JSON.readTree(call.answer());
        assertThat(said.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("Encrypted", "FailedPutCount", "RequestResponses");
        assertThat(said.path("FailedPutCount").asInt()).isZero();
        assertThat(said.path("RequestResponses")).hasSize(2);
        assertThat(said.path("RequestResponses").get(0).fieldNames())
                .toIterable()
                .containsExactly("RecordId");
        assertThat(answer.requestResponses().get(0).recordId())
                .isEqualTo(said.path("RequestResponses").get(0).path("RecordId").asText());
        assertThat(answer.responseMetadata().requestId())
                .isEqualTo(call.answered().get("x-amzn-requestid"));
    }

    @Test
    void shouldSignTheBytesThatItSends() throws Exception {
        client.putRecord(call -> call.deliveryStreamName("events").record(Clients.record("x\n")));
        Captured call = captured.take();

        assertThat(signature(call)).isEqualTo(call.header("authorization").replaceAll(".*Signature=", ""));
    }

    @Test
    void shouldSayAnErrorInTheHeaderAndTheBody() throws Exception {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.putRecord(
                        call -> call.deliveryStreamName("nowhere").record(Clients.record("x")))))
                .isNotNull();
        Captured call = captured.take();

        assertThat(call.asked()).containsEntry("x-amz-target", "Firehose_20150804.PutRecord");
        JsonNode body = JSON.readTree(call.body());
        assertThat(body.fieldNames()).toIterable().containsExactlyInAnyOrder("DeliveryStreamName", "Record");
        assertThat(body.path("Record").fieldNames()).toIterable().containsExactly("Data");
        assertThat(call.status()).isEqualTo(400);
        assertThat(call.answered()).containsEntry("x-amzn-errortype", "ResourceNotFoundException");
        assertThat(JSON.readTree(call.answer()).fieldNames()).toIterable().containsExactly("__type", "message");
        assertThat(JSON.readTree(call.answer()).path("__type").asText()).isEqualTo("ResourceNotFoundException");
    }

    /** Signature Version 4 worked out again from what went over the wire, with the key that the client has. */
    private static String signature(Captured call) throws Exception {
        String authorization = call.header("authorization");
        String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        String scope = authorization.replaceAll(".*Credential=local/([^,]*),.*", "$1");
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        for (String name : names.split(";")) {
            canonical.append(name).append(':').append(call.header(name).strip()).append('\n');
        }
        String bodyHash = call.asked().getOrDefault("x-amz-content-sha256", hex(sha256(call.body())));
        canonical.append('\n').append(names).append('\n').append(bodyHash);
        String toSign = "AWS4-HMAC-SHA256\n" + call.asked().get("x-amz-date") + "\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = "AWS4local".getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(scope.split("/"))) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Takes the call down, hands it on as it is, and hands the answer back. */
    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder on = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + "/"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            for (String name : List.of("Authorization", "X-Amz-Target", "Content-Type")) {
                on.header(name, exchange.getRequestHeaders().getFirst(name));
            }
            HttpResponse<byte[]> answer =
                    HttpClient.newHttpClient().send(on.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> answered = new TreeMap<>();
            answer.headers().map().forEach((name, values) -> {
                answered.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0));
                if (name.startsWith("x-amzn") || name.startsWith("content-type")) {
                    exchange.getResponseHeaders().set(name, values.get(0));
                }
            });
            captured.add(new Captured(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    flat(exchange.getRequestHeaders()),
                    body,
                    answer.statusCode(),
                    answered,
                    answer.body()));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> flat(Headers headers) {
        Map<String, String> flat = new TreeMap<>();
        headers.forEach((name, values) -> flat.put(name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
        return flat;
    }
}

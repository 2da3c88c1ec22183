package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit at its last byte and one beyond. */
final class SizeLimitsTest {

    private static final String EVENTS = "/12345/events";
    private static final String URI = "/12345/pixel.png?x=";
    private static final HttpConfig CONFIG = EdgeRig.config();
    private static final String EVENT = "{\"id\":\"a\"}";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({"GET, 8192, 200", "GET, 8193, 414", "HEAD, 8192, 200", "HEAD, 8193, 414"})
    void shouldTakeAUriOf8KibAndNotAByteMore(String method, int bytes, int status) throws IOException {
        RawClient client = rig.client();

        client.send(method + " " + URI + "y".repeat(bytes - URI.length()) + " HTTP/1.1\r\nHost: t\r\n\r\n");

        assertThat((method.equals("GET") ? client.read() : client.readHead()).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"16384, 200", "16385, 431"})
    void shouldTakeHeadersOf16KibAndNotAByteMore(int bytes, int status) throws IOException {
        String value = "y".repeat(bytes - "Host: t".length() - "X: ".length()); // line ends do not count

        RawClient.Response answer =
                rig.client().ask("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\nX: " + value + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(rig.refused(Refusal.HEADERS_TOO_LARGE)).isEqualTo(status == 431 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "101, 431"})
    void shouldTake100HeadersAndNotOneMore(int lines, int status) throws IOException {
        RawClient client = rig.client();
        String request = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n" + "a:\r\n".repeat(lines - 1) + "\r\n";

        assertThat(client.ask(request).status()).isEqualTo(status);

        assertThat(rig.refused(Refusal.HEADERS_TOO_LARGE)).isEqualTo(status == 431 ? 1 : 0);
        if (status == 200) {
            assertThat(client.ask(request).status()).isEqualTo(200); // each request has its own
        }
    }

    @Test
    void shouldRefuseTooManyHeadersBeforeTheirEndHoweverTheyCome() throws IOException {
        assertThat(trickle("GET /robots.txt HTTP/1.1\r\nHost: t\r\n" + "a:\r\n".repeat(99) + "\r\n"))
                .last()
                .isInstanceOf(LastHttpContent.class)
                .satisfies(end -> assertThat(((HttpObject) end).decoderResult().isSuccess())
                        .isTrue());

        assertThat(trickle("GET /robots.txt HTTP/1.1\r\nHost: t\r\n" + "a:\r\n".repeat(100)))
                .singleElement()
                .satisfies(head -> assertThat(RequestRules.refusal((HttpRequest) head, 8_192))
                        .isEqualTo(Refusal.HEADERS_TOO_LARGE));
        assertThat(rig.client()
                        .ask("GET /robots.txt HTTP/1.1\r\n" + "a:\r\n".repeat(101))
                        .status())
                .isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource({"100, 204", "101, 400"})
    void shouldTake100TrailersAndNotOneMore(int lines, int status) throws IOException {
        String size = Integer.toHexString(EVENT.length());
        String body = size + "\r\n" + EVENT + "\r\n00;last\r\n" + "a:\r\n".repeat(lines) + "\r\n";
        String request = "POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + body;

        assertThat(rig.client().ask(request).status()).isEqualTo(status);
        assertThat(trickle(request)).last().satisfies(end -> assertThat(
                        ((HttpObject) end).decoderResult().isSuccess())
                .isEqualTo(status == 204));
    }

    @Test
    void shouldTakeAsManyChunksAsABodyHasBytes() throws IOException {
        StringBuilder chunks = new StringBuilder();
        EVENT.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
        chunks.append("1\r\n \r\n".repeat(500)).append("0\r\n\r\n");

        assertThat(rig.client()
                        .ask("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"100, true", "101, false"})
    void shouldScanAsManyHeadersAsAreDecoded(int lines, boolean isPlain) {
        byte[] request = ("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n" + "a:\r\n".repeat(lines - 1) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(new RequestScanner(CONFIG).scan(request, 0, request.length)).isEqualTo(isPlain);
    }

    @ParameterizedTest
    @CsvSource({"262144, 204", "262145, 413"})
    void shouldTakeABodyOf256KibAndNotAByteMore(int bytes, int status) throws IOException {
        String body = EVENT + " ".repeat(bytes - EVENT.length());
        String chunk = Integer.toHexString(bytes) + "\r\n" + body + "\r\n0\r\n\r\n";

        assertThat(rig.client().post(EVENTS, body).status()).isEqualTo(status);
        assertThat(rig.client()
                        .ask("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
                        .status())
                .isEqualTo(status);
        assertThat(rig.refused(Refusal.BODY_TOO_LARGE)).isEqualTo(status == 413 ? 2 : 0);
    }

    @ParameterizedTest
    @CsvSource({"65536, 204", "65537, 413"})
    void shouldTakeAnEventOf64KibAndNotAByteMore(int bytes, int status) throws IOException {
        String event = "{\"x\":\"" + "y".repeat(bytes - 8) + "\"}";

        assertThat(rig.client().post(EVENTS, event).status()).isEqualTo(status);
        assertThat(rig.refused(Refusal.EVENT_TOO_LARGE)).isEqualTo(status == 413 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 204", "1048577, 413"})
    void shouldTakeABodyThatInflatesTo1MibAndNotAByteMore(int bytes, int status) throws IOException {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) ' ');
        System.arraycopy(EVENT.getBytes(StandardCharsets.US_ASCII), 0, body, 0, EVENT.length());
        byte[] sent = padded(gzip(body), 200_000); // far from 100:1

        assertThat(rig.client().post(EVENTS, "Content-Encoding: gzip\r\n", sent).status())
                .isEqualTo(status);
        assertThat(rig.refused(Refusal.GZIP_TOO_LARGE)).isEqualTo(status == 413 ? 1 : 0);
    }

    @Test
    void shouldInflateToAHundredTimesWhatWasSentAndNotToMore() throws IOException {
        byte[] bomb = gzip(new byte[500_000]);

        assertThat(Gzip.inflate(padded(bomb, 5_000), 1_048_576, 100).bytes()).hasSize(500_000);
        assertThat(Gzip.inflate(padded(bomb, 4_999), 1_048_576, 100).refusal()).isEqualTo(Refusal.GZIP_TOO_DENSE);
        assertThat(Gzip.inflate(padded(bomb, 4_999), 1_048_576, 101).bytes()).hasSize(500_000);
    }

    /** What is decoded of a request whose bytes come one by one. */
    private static List<Object> trickle(String request) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictDecoder(CONFIG));
        for (byte b : request.getBytes(StandardCharsets.US_ASCII)) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
        }
        List<Object> decoded = List.copyOf(channel.inboundMessages());
        channel.finishAndReleaseAll();
        return decoded;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** The same with a file name in its head, RFC 1952, so long that all of it has this size. */
    private static byte[] padded(byte[] gzip, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        byte[] head = Arrays.copyOf(gzip, 10);
        head[3] |= 8;
        out.writeBytes(head);
        out.writeBytes("n".repeat(size - gzip.length - 1).getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        out.write(gzip, 10, gzip.length - 10);
        return out.toByteArray();
    }
}

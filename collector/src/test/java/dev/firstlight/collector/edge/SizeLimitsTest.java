package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit at its last byte and one beyond. */
final class SizeLimitsTest {

    private static final String EVENTS = "/12345/events";
    private static final String URI = "/12345/pixel.png?x=";
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
        assertThat(rig.refused(Refusal.BODY_TOO_LARGE)).isEqualTo(status == 413 ? 1 : 0);
    }

    @Test
    void shouldInflateToAHundredTimesWhatWasSentAndNotToMore() throws IOException {
        byte[] bomb = gzip(new byte[500_000]);

        assertThat(Gzip.inflate(padded(bomb, 5_000), 1_048_576).bytes()).hasSize(500_000);
        assertThat(Gzip.inflate(padded(bomb, 4_999), 1_048_576).isTooLarge()).isTrue();
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

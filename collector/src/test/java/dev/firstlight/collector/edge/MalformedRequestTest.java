package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the protocol is in doubt: answered, counted by reason, closed, and nobody else is hurt. */
final class MalformedRequestTest {

    private static final int BODY = 3_000_000;
    private static final String POST = "POST /12345/events HTTP/1.1\r\nHost: t\r\n";
    private static final String GET = "GET /12345/pixel.png HTTP/1.1\r\n";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                of("no HTTP", 400, Refusal.REQUEST_MALFORMED, "garbage\r\n\r\n"),
                of("a TLS hello", 400, Refusal.REQUEST_MALFORMED, "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"),
                of("a NUL in a header", 400, Refusal.REQUEST_MALFORMED, GET + "Host: t\r\nX: a\0b\r\n\r\n"),
                of("a NUL in a header's name", 400, Refusal.REQUEST_MALFORMED, GET + "Host: t\r\nX\0: b\r\n\r\n"),
                of("a header without colon", 400, Refusal.REQUEST_MALFORMED, GET + "Host\r\n\r\n"),
                of("a line that ends in LF alone", 400, Refusal.REQUEST_MALFORMED, GET + "Host: t\nX: y\r\n\r\n"),
                of("a length that is none", 400, Refusal.REQUEST_MALFORMED, POST + "Content-Length: -1\r\n\r\n"),
                of(
                        "two lengths",
                        400,
                        Refusal.REQUEST_MALFORMED,
                        POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                of(
                        "a length beside chunks",
                        400,
                        Refusal.REQUEST_MALFORMED,
                        POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                of(
                        "a chunk without size",
                        400,
                        Refusal.REQUEST_MALFORMED,
                        POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                of(
                        "a URI of 9 KB",
                        414,
                        Refusal.URI_TOO_LONG,
                        "GET /12345/pixel.png?x=" + "y".repeat(9_000) + " HTTP/1.1\r\nHost: t\r\n\r\n"),
                of(
                        "headers of 20 KB",
                        431,
                        Refusal.HEADERS_TOO_LARGE,
                        GET + ("X-Y: " + "z".repeat(1_000) + "\r\n").repeat(20) + "\r\n"),
                of("a header of 20 KB", 431, Refusal.HEADERS_TOO_LARGE, GET + "X: " + "z".repeat(20_000) + "\r\n\r\n"),
                of(
                        "a body of 3 MB as it says",
                        413,
                        Refusal.BODY_TOO_LARGE,
                        POST + "Content-Length: " + BODY + "\r\n\r\n" + "x".repeat(BODY)),
                of(
                        "a body of 3 MB that does not say so",
                        413,
                        Refusal.BODY_TOO_LARGE,
                        POST + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(BODY) + "\r\n"
                                + "x".repeat(BODY) + "\r\n0\r\n\r\n"),
                of(
                        "a body of 3 MB where none is read",
                        413,
                        Refusal.BODY_TOO_LARGE,
                        "POST /nowhere HTTP/1.1\r\nHost: t\r\nContent-Length: " + BODY + "\r\n\r\n"
                                + "x".repeat(BODY)));
    }

    private static Arguments of(String name, int status, Refusal why, String request) {
        return Arguments.of(org.junit.jupiter.api.Named.of(name, request), status, why);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldAnswerAndCountAndClose(String request, int status, Refusal why) throws IOException {
        RawClient client = rig.client().send(request);

        RawClient.Response answer = client.read();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.text()).isEqualTo("{\"refused\":\"" + why.wireName() + "\"}\n");
        assertThat(client.isAtEnd()).isTrue();
        assertThat(rig.refused(why)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.REFUSED)).isEqualTo(1);
        assertThat(rig.log.isEmpty()).isTrue();
        assertThat(rig.client().get("/12345/pixel.png").status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseANulInTheRequestLine() throws IOException {
        assertThat(rig.client().get("/12345/pixel.png?x=a\0b").status()).isEqualTo(400);
        assertThat(rig.refused(Refusal.NUL_BYTE) + rig.refused(Refusal.REQUEST_MALFORMED))
                .isEqualTo(1);
        assertThat(rig.client().get("/12345/pixel.png").status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseAnEscapedNulAndKeepTheConnection() throws IOException {
        RawClient client = rig.client();

        assertThat(client.get("/12345/pixel.png?x=a%00b").status()).isEqualTo(400);
        assertThat(rig.refused(Refusal.NUL_BYTE)).isEqualTo(1);
        assertThat(client.get("/12345/pixel.png").status()).isEqualTo(200);
    }

    @Test
    void shouldTakeAUriOfTheGreatestLength() throws IOException {
        String start = "/12345/pixel.png?x=";

        assertThat(rig.client().get(start + "y".repeat(8_192 - start.length())).status())
                .isEqualTo(200);
    }

    @Test
    void shouldTakeNoMoreRequestsAfterAMalformedOne() throws IOException {
        RawClient client = rig.client().send("garbage\r\n\r\n" + GET + "Host: t\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.isAtEnd()).isTrue();
        assertThat(rig.log.isEmpty()).isTrue();
    }
}

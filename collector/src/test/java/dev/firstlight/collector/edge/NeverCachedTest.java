package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every route in every status says {@code no-store}, but for the script: an answer from a cache is an event that never came. */
final class NeverCachedTest {

    private static final String BODY = "Host: t\r\nContent-Length: ";

    /** A request and the status it is answered with. */
    private record Case(int status, String request, HandReleasedLog.Mode mode) {

        static Case of(int status, String request) {
            return new Case(status, request, HandReleasedLog.Mode.AT_ONCE);
        }
    }

    private static final List<Case> CASES = List.of(
            Case.of(200, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /open/pixel.gif HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /open/pixel.png HTTP/1.0\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"),
            Case.of(200, "HEAD /open/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /open/pixel.png?cs=denied HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /paused/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(200, "GET /shop/pixel.png HTTP/1.1\r\nHost: t\r\nOrigin: https://shop.example\r\n\r\n"),
            Case.of(200, "GET /shop/pixel.png HTTP/1.1\r\nHost: t\r\nOrigin: https://evil.example\r\n\r\n"),
            Case.of(200, "GET /robots.txt HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(204, "GET /favicon.ico HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(204, "OPTIONS /open/events HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(204, "OPTIONS /shop/events HTTP/1.1\r\nHost: t\r\nOrigin: https://shop.example\r\n\r\n"),
            Case.of(204, "OPTIONS /shop/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(204, "POST /open/events HTTP/1.1\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(204, "POST /shop/events HTTP/1.1\r\nOrigin: https://shop.example\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(
                    200,
                    "POST /open/events HTTP/1.1\r\n" + BODY + "34\r\n\r\n{\"events\":[{},{\"type\":\"No Type\"}]}"),
            Case.of(400, "POST /open/events HTTP/1.1\r\n" + BODY + "1\r\n\r\n{"),
            Case.of(400, "POST /open/events HTTP/1.1\r\nContent-Encoding: gzip\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(400, "GET /open/pixel.png?x=%zz HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(400, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\nContent-Length: x\r\n\r\n"),
            Case.of(403, "GET /guarded/pixel.png HTTP/1.1\r\nHost: t\r\nOrigin: null\r\n\r\n"),
            Case.of(404, "GET /nowhere HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(404, "GET /retired/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(404, "POST /nobody/events HTTP/1.1\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(405, "POST /open/pixel.png HTTP/1.1\r\n" + BODY + "0\r\n\r\n"),
            Case.of(405, "GET /open/events HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(405, "DELETE /fl.js HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(408, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\n"), // and never its end
            Case.of(413, "POST /open/events HTTP/1.1\r\n" + BODY + "9999999\r\n\r\n"),
            Case.of(413, "GET /open/pixel.png HTTP/1.1\r\n" + BODY + "9999999\r\n\r\n"),
            Case.of(414, "GET /open/pixel.png?" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: t\r\n\r\n"),
            Case.of(415, "POST /open/events HTTP/1.1\r\nContent-Encoding: br\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(415, "POST /open/events HTTP/1.1\r\nContent-Type: image/png\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(417, "POST /open/events HTTP/1.1\r\nExpect: the-best\r\n" + BODY + "2\r\n\r\n{}"),
            Case.of(431, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"),
            new Case(503, "GET /open/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n", HandReleasedLog.Mode.FULL),
            new Case(503, "POST /open/events HTTP/1.1\r\n" + BODY + "2\r\n\r\n{}", HandReleasedLog.Mode.FULL));

    @Test
    void shouldSayNoStoreOnEveryRouteInEveryStatus() throws IOException, InterruptedException {
        EdgeLimits impatient = Limits.deadlines(Duration.ofSeconds(2), Duration.ofSeconds(10));
        try (EdgeRig rig = new EdgeRig(impatient)) {
            rig.pixels = Registries.closed();
            for (Case one : CASES) {
                rig.log.mode = one.mode();
                RawClient.Response answer = ask(rig, one.request());

                String what = one.request().lines().findFirst().orElseThrow();
                assertThat(answer.status()).as(what).isEqualTo(one.status());
                assertThat(answer.header("Cache-Control")).as(what).isEqualTo("no-store");
                assertThat(answer.header("Pragma")).as(what).isEqualTo("no-cache");
                assertThat(answer.header("Expires")).as(what).isEqualTo("0");
                assertThat(answer.headers()).as(what).doesNotContainKeys("etag", "last-modified");
            }
        }
    }

    @Test
    void shouldHaveACaseForEveryStatusThatThereIs() {
        Set<Integer> all = Stream.concat(
                        Arrays.stream(Answer.values()).map(Answer::status),
                        Arrays.stream(Refusal.values())
                                .map(refusal -> Answer.of(refusal).status()))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<Integer> asked = CASES.stream().map(Case::status).collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).isEqualTo(all);
    }

    private static RawClient.Response ask(EdgeRig rig, String request) throws IOException {
        try (RawClient client = rig.client()) {
            client.send(request.getBytes(StandardCharsets.ISO_8859_1));
            return request.startsWith("HEAD") ? client.readHead() : client.read();
        }
    }
}

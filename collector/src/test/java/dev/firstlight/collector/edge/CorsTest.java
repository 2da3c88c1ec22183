package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may read the answers: requests × origins. */
final class CorsTest {

    /** Near misses of {@value Registries#SHOP}, and what browsers send where there is no origin. */
    private static final List<String> OTHERS = List.of(
            "null",
            "NULL",
            "",
            "*",
            "https://evil.example",
            "https://SHOP.example",
            "HTTPS://shop.example",
            "https://shop.example/",
            "https://shop.example:443",
            "https://shop.example:8443",
            "http://shop.example",
            "https://shop.example.evil.com",
            "https://evilshop.example",
            "https://sub.shop.example",
            "https://shop.example@evil.com",
            "https://shop.example%2eevil.com",
            "https://shop.example, https://evil.example",
            "https://shop.example https://evil.example",
            "https://shop.example\t\u00e9",
            "shop.example",
            "//shop.example",
            "file://",
            "https://shop.exampl",
            "http://localhost",
            "http://localhost:3001");

    private static final List<String> REQUESTS = List.of(
            "GET /shop/pixel.png HTTP/1.1",
            "GET /shop/pixel.gif?e=click HTTP/1.1",
            "GET /shop/pixel.png?x=%zz HTTP/1.1",
            "OPTIONS /shop/pixel.png HTTP/1.1",
            "OPTIONS /shop/events HTTP/1.1",
            "POST /shop/events HTTP/1.1",
            "POST /shop/pixel.png HTTP/1.1",
            "PUT /shop/events HTTP/1.1",
            "GET /paused/pixel.png HTTP/1.1",
            "POST /paused/events HTTP/1.1",
            "GET /retired/pixel.png HTTP/1.1",
            "OPTIONS /retired/events HTTP/1.1");

    private final EdgeRig rig = new EdgeRig();

    @BeforeEach
    void list() {
        rig.pixels = Registries.ofEachKind();
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    static Stream<String> requests() {
        return REQUESTS.stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldLetAListedOriginReadWithItsCookies(String request) throws IOException {
        for (String origin : List.of("https://shop.example", "http://localhost:3000")) {
            RawClient.Response answer = ask(request, "Origin: " + origin + "\r\n");

            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(answer.header("Vary")).isEqualTo("Origin");
            assertThat(answer.headers().containsKey("access-control-allow-methods"))
                    .isEqualTo(request.startsWith("OPTIONS") && answer.status() == 204);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldSayNothingAboutOriginsToAnyOther(String request) throws IOException {
        for (String origin : OTHERS) {
            assertSilent(ask(request, "Origin: " + origin + "\r\n"), origin);
        }
        assertSilent(ask(request, ""), "no origin");
        assertSilent(ask(request, "Origin: https://shop.example\r\nOrigin: https://shop.example\r\n"), "two origins");
        assertSilent(ask(request, "Origin: https://shop.example\r\nOrigin: https://evil.example\r\n"), "two origins");
    }

    @Test
    void shouldStillTakeTheEventsOfOtherOrigins() throws IOException {
        RawClient.Response fired = ask("GET /shop/pixel.png HTTP/1.1", "Origin: https://evil.example\r\n");
        RawClient.Response posted = ask("POST /shop/events HTTP/1.1", "Origin: null\r\n");

        assertThat(fired.status()).isEqualTo(200);
        assertThat(posted.status()).isEqualTo(204);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_DURABLE)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /open/pixel.png",
                "GET /unlisted/pixel.png",
                "POST /open/events",
                "OPTIONS /open/events",
                "GET /nowhere"
            })
    void shouldLetAnyPageReadWithoutCookiesWhereNoneIsListed(String request) throws IOException {
        for (String origin : List.of("https://shop.example", "https://evil.example", "null")) {
            RawClient.Response answer = ask(request + " HTTP/1.1", "Origin: " + origin + "\r\n");

            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.headers()).doesNotContainKeys("access-control-allow-credentials", "vary");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /guarded/pixel.png",
                "HEAD /guarded/pixel.png",
                "POST /guarded/events",
                "OPTIONS /guarded/events"
            })
    void shouldRefuseAnotherOriginWhereTheListIsEnforced(String request) throws IOException {
        for (String origin : OTHERS) {
            RawClient.Response answer = ask(request + " HTTP/1.1", "Origin: " + origin + "\r\n");

            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
        }
        assertThat(rig.refused(Refusal.ORIGIN_NOT_ALLOWED)).isEqualTo(OTHERS.size());
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldSayWhyItRefusesAnOrigin() throws IOException {
        assertThat(ask("GET /guarded/pixel.png HTTP/1.1", "Origin: null\r\n").text())
                .isEqualTo("{\"refused\":\"origin_not_allowed\"}\n");
    }

    @Test
    void shouldTakeImagesAndListedOriginsWhereTheListIsEnforced() throws IOException {
        assertThat(ask("GET /guarded/pixel.png HTTP/1.1", "").status()).isEqualTo(200);
        assertThat(ask("POST /guarded/events HTTP/1.1", "").status()).isEqualTo(204);
        assertThat(ask("POST /guarded/events HTTP/1.1", "Origin: https://shop.example\r\n")
                        .status())
                .isEqualTo(204);
        assertThat(ask("OPTIONS /guarded/events HTTP/1.1", "Origin: https://shop.example\r\n")
                        .header("Access-Control-Max-Age"))
                .isEqualTo("86400");
    }

    @Test
    void shouldKeepToTheListWhereItRefusesABodyAndCloses() throws IOException {
        RawClient.Response other = tooLarge("https://evil.example");
        RawClient.Response listed = tooLarge("https://shop.example");

        assertThat(other.status()).isEqualTo(413);
        assertSilent(other, "too large");
        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    }

    private RawClient.Response tooLarge(String origin) throws IOException {
        return rig.client()
                .ask("POST /shop/events HTTP/1.1\r\nHost: t\r\nOrigin: " + origin
                        + "\r\nContent-Length: 9999999\r\n\r\n");
    }

    private static void assertSilent(RawClient.Response answer, String why) {
        String names = answer.headers().keySet().stream()
                .filter(name -> name.startsWith("access-control-"))
                .collect(Collectors.joining(" "));
        assertThat(names).as(why).isEmpty();
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    private RawClient.Response ask(String request, String headers) throws IOException {
        String body = request.startsWith("POST") ? "{\"type\":\"click\"}" : "";
        try (RawClient client = rig.client()) {
            client.send((request + "\r\nHost: t\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.ISO_8859_1));
            return request.startsWith("HEAD") ? client.readHead() : client.read();
        }
    }
}

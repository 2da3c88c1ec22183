package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FixedRoutesTest {

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldServeRobotsAndFavicon() throws IOException {
        RawClient client = rig.client();

        RawClient.Response robots = client.get("/robots.txt");
        assertThat(robots.text()).isEqualTo("User-agent: *\nDisallow: /\n");
        assertThat(robots.header("Content-Type")).isEqualTo("text/plain");
        assertThat(client.get("/favicon.ico").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/12345/events", "/12345/pixel.png"})
    void shouldAnswerAPreflight(String target) throws IOException {
        RawClient.Response answer = rig.client().ask("OPTIONS " + target + " HTTP/1.1\r\nHost: t\r\n\r\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET", "POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("content-type", "content-encoding");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/12345",
                "/12345/",
                "/12345/pixel.jpg",
                "/12345/pixel.png/",
                "//pixel.png",
                "/a.b/pixel.png",
                "/%31/pixel.png",
                "/fl.ffffffffffffffff.js",
                "http://t"
            })
    void shouldAnswer404WithoutImageOnOtherRoutes(String target) throws IOException {
        RawClient client = rig.client();

        RawClient.Response answer = client.get(target);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("{\"refused\":\"route_unknown\"}\n");
        assertThat(rig.refused(Refusal.ROUTE_UNKNOWN)).isEqualTo(1);
        assertThat(client.get("/robots.txt").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /12345/pixel.png, 'GET, HEAD'",
        "DELETE, /fl.js, 'GET, HEAD'",
        "OPTIONS, /robots.txt, 'GET, HEAD'",
        "GET, /12345/events, 'POST, OPTIONS'",
        "PUT, /12345/events, 'POST, OPTIONS'"
    })
    void shouldAnswer405AndSayWhatIsAllowed(String method, String target, String allowed) throws IOException {
        RawClient client = rig.client();

        RawClient.Response answer =
                client.ask(method + " " + target + " HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
        assertThat(rig.refused(Refusal.METHOD_NOT_ALLOWED)).isEqualTo(1);
        assertThat(client.get("/robots.txt").status()).isEqualTo(200);
    }

    @Test
    void shouldLeaveTheBodyOutOfARefusedHead() throws IOException {
        RawClient client = rig.client();

        assertThat(client.head("/nowhere").status()).isEqualTo(404);
        assertThat(client.get("/robots.txt").status()).isEqualTo(200);
    }
}

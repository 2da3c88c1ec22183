package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin endpoint over real HTTP. */
final class AdminServerTest {

    private final Readiness readiness = new Readiness();
    private final Meters meters = new Meters("test", TestMeter.class);
    private final AdminServer server =
            new AdminServer(new AdminConfig("127.0.0.1", 0), meters, readiness, () -> "{\"a\" : 1}");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldBeLiveWhetherReadyOrNot() throws Exception {
        readiness.expect("log", "not yet");

        assertThat(get("/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswer503WithEveryReasonUntilAllHolds() throws Exception {
        readiness.expect("topics", "not verified yet");
        readiness.fails("log", "no answer");

        HttpResponse<String> before = get("/ready");
        readiness.holds("topics");
        readiness.holds("log");
        HttpResponse<String> after = get("/ready");

        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(before.body()).isEqualTo("log: no answer\ntopics: not verified yet\n");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("ready\n");
    }

    @Test
    void shouldShowMetersAndConfiguration() throws Exception {
        meters.add(TestMeter.HITS_RECEIVED, 3);

        HttpResponse<String> metrics = get("/metrics");
        HttpResponse<String> config = get("/config");

        assertThat(metrics.body()).contains("test_hits_received_total 3.0");
        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(config.body()).isEqualTo("{\"a\" : 1}");
        assertThat(config.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    }

    @Test
    void shouldKnowNothingElse() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/readyy").statusCode()).isEqualTo(404);
        assertThat(get("/config/x").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(uri("/live"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void shouldSayWhoseThePortIs() {
        AdminConfig taken = new AdminConfig("127.0.0.1", server.port());

        assertThatThrownBy(() -> new AdminServer(taken, meters, readiness, () -> ""))
                .isInstanceOf(PortInUseException.class)
                .hasMessageContaining("the admin port 127.0.0.1:" + server.port() + " is already in use");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}

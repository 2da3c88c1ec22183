package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.meter.CutReason;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines on real sockets; when exactly they end is for {@link DeadlinesTest}. */
final class SlowClientTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String HALF = "GET /12345/pixel.png HTTP/1.1\r\nHo";

    private final EdgeRig rig = new EdgeRig(Limits.deadlines(Duration.ofMillis(300), Duration.ofMillis(300)));

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldAnswer408ToHeadersThatDoNotEnd() throws IOException {
        RawClient client = rig.client().send(HALF);

        assertRefused(client, CutReason.HEADERS_LATE);
    }

    @Test
    void shouldAnswer408ToABodyThatDoesNotEnd() throws IOException {
        RawClient client =
                rig.client().send("POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n{\"half\":");

        assertRefused(client, CutReason.BODY_LATE);
    }

    @Test
    void shouldCloseAConnectionThatNeverSaysAnythingWithoutAWord() throws IOException {
        assertThat(rig.client().isAtEnd()).isTrue();
        assertThat(rig.meters.count(CollectorMeter.CONNECTIONS_CUT, CutReason.SILENT))
                .isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.REFUSED)).isZero();
    }

    @Test
    void shouldKeepAConnectionThatIsQuietBetweenRequests() throws IOException {
        RawClient quiet = rig.client();
        quiet.get("/robots.txt");
        RawClient later = rig.client().send(HALF);
        assertThat(later.read().status()).isEqualTo(408);

        assertThat(quiet.get("/12345/pixel.png").status()).isEqualTo(200);
    }

    @Test
    void shouldLetA408WaitForTheAnswersBeforeIt() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + HALF);
        Pack pack = rig.log.next();
        await().until(() -> rig.meters.count(CollectorMeter.CONNECTIONS_CUT) == 1);
        assertThat(client.hasNothing()).isTrue();

        HandReleasedLog.durable(pack);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(408);
        assertThat(client.isAtEnd()).isTrue();
    }

    private void assertRefused(RawClient client, CutReason why) throws IOException {
        RawClient.Response answer = client.read();

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.text()).isEqualTo("{\"refused\":\"request_too_slow\"}\n");
        assertThat(client.isAtEnd()).isTrue();
        assertThat(rig.refused(Refusal.REQUEST_TOO_SLOW)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.CONNECTIONS_CUT, why)).isEqualTo(1);
        assertThat(rig.log.isEmpty()).isTrue();
    }
}

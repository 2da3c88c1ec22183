package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.meter.CollectorMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldKeepAConnectionForManyRequests() throws IOException {
        RawClient client = rig.client();

        for (int i = 0; i < 10; i++) {
            assertThat(client.get("/12345/pixel.png").status()).isEqualTo(200);
            assertThat(client.post("/12345/events", "{}").status()).isEqualTo(204);
        }

        assertThat(rig.meters.count(CollectorMeter.CONNECTIONS_OPENED)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.HITS_RECEIVED)).isEqualTo(20);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_DURABLE)).isEqualTo(20);
    }

    @Test
    void shouldAnswerARequestThatComesByteByByte() throws IOException {
        RawClient client = rig.client();
        for (int i = 0; i < PNG.length(); i++) {
            client.send(PNG.substring(i, i + 1));
        }

        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void shouldCloseAfterAnAnswerToHttp10() throws IOException {
        RawClient client = rig.client();

        RawClient.Response answer = client.ask("GET /12345/pixel.png HTTP/1.0\r\n\r\n");

        assertThat(answer.body()).isEqualTo(Images.PNG);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void shouldCloseWhenTheClientAsksForIt() throws IOException {
        RawClient client = rig.client();

        RawClient.Response answer = client.ask("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");

        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void shouldTakeNothingThatFollowsTheRequestToClose() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client =
                rig.client().send("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" + PNG);
        Pack pack = rig.log.next();
        rig.robots();

        assertThat(rig.log.isEmpty()).isTrue();
        HandReleasedLog.durable(pack);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void shouldTakeATargetInAbsoluteForm() throws IOException, InterruptedException {
        RawClient.Response answer = rig.client().get("http://t.example:8080/12345/pixel.png?eid=whole");

        assertThat(answer.body()).isEqualTo(Images.PNG);
        assertThat(rig.log.nextEvent().getEventId()).isEqualTo("whole");
    }

    @Test
    void shouldKeepTheEventOfAClientThatLeftBeforeItsAnswer() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + "GET /robots.txt HTTP/1.1\r\nHost: t\r\n\r\n" + PNG);
        List<Pack> packs = rig.log.next(2);

        client.reset();
        awaitOpenConnections(0);
        packs.forEach(HandReleasedLog::durable);

        await().until(() -> rig.meters.count(CollectorMeter.EVENTS_DURABLE) == 2);
        assertThat(rig.robots().status()).isEqualTo(200);
    }

    @Test
    void shouldAnswerAClientThatSendsNoMoreAndThenClose() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + PNG).endOfRequests();
        List<Pack> packs = rig.log.next(2);
        rig.robots();
        assertThat(client.hasNothing()).isTrue();

        packs.forEach(HandReleasedLog::durable);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.isAtEnd()).isTrue();
        awaitOpenConnections(0);
    }

    @Test
    void shouldRefuseWhatAClientThatSendsNoMoreDidNotFinish() throws IOException {
        String half = "POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n{\"half\":";
        RawClient inBody = rig.client().send(half).endOfRequests();
        RawClient inHead =
                rig.client().send("GET /12345/pixel.png HTTP/1.1\r\nHo").endOfRequests();
        RawClient quiet = rig.client().endOfRequests();

        assertThat(inBody.read().status()).isEqualTo(400);
        assertThat(inBody.isAtEnd()).isTrue();
        assertThat(inHead.read().status()).isEqualTo(400);
        assertThat(inHead.isAtEnd()).isTrue();
        assertThat(quiet.isAtEnd()).isTrue();
        awaitOpenConnections(0);
    }

    @Test
    void shouldForgetABodyWhoseClientLeft() throws IOException {
        RawClient client =
                rig.client().send("POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n{\"half\":");
        rig.robots();

        client.close();

        awaitOpenConnections(0);
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldCloseAnIdleConnectionAndOneThatStopsInAnUnfinishedRequest() throws IOException, InterruptedException {
        try (EdgeRig impatient =
                new EdgeRig(HttpConfigs.with(EdgeRig.config(), "idleTimeout", Duration.ofMillis(200)))) {
            RawClient idle = impatient.client();
            RawClient inHeaders = impatient.client().send("GET /12345/pixel.png HTTP/1.1\r\nHo");
            RawClient inBody = impatient
                    .client()
                    .send("POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n{\"half\":");

            assertThat(idle.isAtEnd()).isTrue();
            assertThat(inHeaders.isAtEnd()).isTrue();
            assertThat(inBody.isAtEnd()).isTrue();
        }
    }

    private void awaitOpenConnections(int count) {
        await().until(() -> rig.meters.prometheusText().contains("collector_connections_open " + count + ".0"));
    }
}

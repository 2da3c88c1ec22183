package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** At most three unanswered requests in all, at most two of one connection before it is not read. */
final class OutstandingTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String HALF_BODY = "POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n{";

    private final EdgeRig rig = new EdgeRig(Limits.outstanding(3, 2));

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.AT_ONCE;
        rig.close();
    }

    @Test
    void shouldAnswer503PastTheGreatestNumberAndTakeEventsAgainBelowIt() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient one = rig.client().send(PNG + PNG);
        rig.client().send(PNG);
        List<Pack> packs = rig.log.next(3);

        RawClient late = rig.client();
        assertSendAgain(late.get("/12345/pixel.png"));
        assertSendAgain(late.post("/12345/events", "{}"));
        assertThat(late.get("/robots.txt").status()).isEqualTo(200);
        assertThat(rig.refused(Refusal.OUTSTANDING_TOO_MANY)).isEqualTo(2);
        assertThat(rig.log.isEmpty()).isTrue();

        HandReleasedLog.durable(packs.get(0));
        assertThat(one.read().status()).isEqualTo(200);
        late.send(PNG);
        HandReleasedLog.durable(rig.log.next());
        assertThat(late.read().status()).isEqualTo(200);
        packs.subList(1, 3).forEach(HandReleasedLog::durable);
        awaitOutstanding(0);
    }

    @Test
    void shouldCountTheEventsOfAClientThatLeftUntilTheLogHasThem() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient gone = rig.client().send(PNG + PNG);
        List<Pack> packs = rig.log.next(2);

        gone.reset();
        awaitOpenConnections(0);
        awaitOutstanding(2);

        packs.forEach(HandReleasedLog::durable);
        awaitOutstanding(0);
    }

    @Test
    void shouldNotCountARequestWhoseClientLeftInTheMiddleOfIt() throws IOException {
        RawClient gone = rig.client().send(HALF_BODY);
        awaitOutstanding(1);

        gone.reset();

        awaitOutstanding(0);
    }

    @Test
    void shouldNotReadAConnectionThatHasItsGreatestNumber() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + PNG);
        List<Pack> packs = rig.log.next(2);
        client.send(PNG);
        rig.robots();
        assertThat(rig.log.isEmpty()).isTrue();

        HandReleasedLog.durable(packs.get(0));

        HandReleasedLog.durable(rig.log.next());
        HandReleasedLog.durable(packs.get(1));
        for (int i = 0; i < 3; i++) {
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private static void assertSendAgain(RawClient.Response answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.text()).isEqualTo("{\"refused\":\"outstanding_too_many\"}\n");
    }

    private void awaitOutstanding(int count) {
        await().until(() -> rig.meters.prometheusText().contains("collector_requests_outstanding " + count + ".0"));
    }

    private void awaitOpenConnections(int count) {
        await().until(() -> rig.meters.prometheusText().contains("collector_connections_open " + count + ".0"));
    }
}

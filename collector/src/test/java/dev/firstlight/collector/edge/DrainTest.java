package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.PortInUseException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DrainTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";

    @Test
    void shouldAnswerWhatIsOpenAndCloseWhatIsIdleAndTakeNobodyElse() throws Exception {
        EdgeRig rig = new EdgeRig();
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient idle = rig.client();
        idle.get("/robots.txt");
        RawClient open = rig.client().send(PNG + PNG);
        List<Pack> packs = rig.log.next(2);

        CompletableFuture<Void> closing = closing(rig);

        assertThat(idle.isAtEnd()).isTrue();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(rig::client);
        packs.forEach(HandReleasedLog::durable);
        assertThat(open.read().status()).isEqualTo(200);
        assertThat(open.read().status()).isEqualTo(200);
        assertThat(open.isAtEnd()).isTrue();
        open.close();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldEndConnectionsWithTheirAnswersOnceItLeavesAndStillTakeNewOnes() throws Exception {
        try (EdgeRig rig = new EdgeRig()) {
            RawClient kept = rig.client();
            assertThat(kept.get("/robots.txt").headers()).doesNotContainKey("connection");

            rig.server.leave();

            assertThat(kept.get("/robots.txt").header("Connection")).isEqualTo("close");
            assertThat(kept.isAtEnd()).isTrue();
            RawClient late = rig.client();
            assertThat(late.ask(PNG).status()).isEqualTo(200);
            assertThat(late.isAtEnd()).isTrue();
        }
    }

    @Test
    void shouldFinishARequestWhoseBodyIsStillOnItsWay() throws Exception {
        EdgeRig rig = new EdgeRig();
        RawClient idle = rig.client();
        idle.get("/robots.txt");
        RawClient open = rig.client().send("POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n{");
        rig.robots();

        CompletableFuture<Void> closing = closing(rig);
        assertThat(idle.isAtEnd()).isTrue();

        assertThat(open.ask("}").status()).isEqualTo(204);
        assertThat(open.isAtEnd()).isTrue();
        open.close();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldFlushWhatStillLingersInItsPacks() throws Exception {
        EdgeRig rig =
                new EdgeRig(EdgeRig.config(), new PackConfig(100, 65_536, Duration.ofSeconds(1), AckPolicy.DURABLE));
        assertThat(rig.client().get("/12345/pixel.png?x=%zz").status()).isEqualTo(400);

        rig.close();

        assertThat(rig.log.nextEvent().getRefusal()).isEqualTo("query_malformed");
    }

    @Test
    void shouldBearAnAcknowledgementAfterItsEnd() throws Exception {
        EdgeRig rig = new EdgeRig();
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG);
        Pack pack = rig.log.next();
        client.reset();
        rig.close();

        HandReleasedLog.durable(pack);

        assertThat(rig.meters.count(CollectorMeter.OUTCOMES_UNHEARD)).isEqualTo(1);
    }

    @Test
    void shouldNameAPortThatIsTaken() throws Exception {
        try (EdgeRig rig = new EdgeRig()) {
            HttpConfig taken = HttpConfigs.with(EdgeRig.config(), "port", rig.server.port());

            assertThatExceptionOfType(PortInUseException.class)
                    .isThrownBy(() -> rig.serve(taken))
                    .withMessageContaining(String.valueOf(rig.server.port()));
        }
    }

    private static CompletableFuture<Void> closing(EdgeRig rig) {
        return CompletableFuture.runAsync(() -> {
            try {
                rig.server.close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}

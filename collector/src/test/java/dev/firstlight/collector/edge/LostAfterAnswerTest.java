package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.meter.CollectorMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code collector.ack = accepted}: the answer comes first, and the ledger owns up to what it was wrong about. */
final class LostAfterAnswerTest {

    @Test
    void shouldSayInTheLedgerWhatWasAnsweredAndThenGivenUp() throws IOException, InterruptedException {
        EdgeRig rig = new EdgeRig(EdgeRig.config(), new PackConfig(1, 65_536, Duration.ZERO, AckPolicy.ACCEPTED));
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client();
        for (int i = 0; i < 3; i++) {
            assertThat(client.get("/12345/pixel.png").status()).isEqualTo(200);
        }
        assertThat(client.get("/12345/pixel.png?x=%zz").status()).isEqualTo(400);
        List<Pack> packs = rig.log.next(4);

        HandReleasedLog.durable(packs.get(0));
        HandReleasedLog.givenUp(packs.get(1));
        HandReleasedLog.givenUp(packs.get(2));
        HandReleasedLog.givenUp(packs.get(3)); // the bytes of a refusal, which nobody was promised
        await().until(() -> rig.meters.count(CollectorMeter.REFUSED_NOT_KEPT) == 1);
        rig.close();

        assertThat(rig.meters.count(CollectorMeter.EVENTS_LOST_AFTER_ANSWER)).isEqualTo(2);
        Map<String, Long> counts = new HashMap<>();
        rig.published.forEach(entry -> counts.putAll(entry.getCounts())); // absolute: the last one stands
        assertThat(counts).isEqualTo(Map.of("accepted", 3L, "lost_after_answer", 2L, "refused.query_malformed", 1L));
    }
}

package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.meter.CollectorMeter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a plain hit holds, and that it gives it back. */
final class PlainHitsTest {

    private static final String HIT = "GET /12345/pixel.png?e=click HTTP/1.1\r\nHost: t\r\n\r\n";

    private final List<Pack> packs = new ArrayList<>();
    private boolean isBroken;
    private final PlainRig rig = new PlainRig(
            EdgeRig.config(),
            new PackConfig(1, 65_536, Duration.ofSeconds(1), AckPolicy.DURABLE),
            Path.of("no-such-keys"),
            this::offer);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldHoldAPlaceUntilItIsAnswered() {
        rig.read(bytes(HIT));
        assertThat(rig.outstanding.count()).isEqualTo(1);
        assertThat(rig.channel.outboundMessages()).isEmpty();

        packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.channel.runPendingTasks();

        assertThat(rig.outstanding.count()).isZero();
        assertThat(rig.channel.outboundMessages()).hasSize(1);
        assertThat(rig.meters.count(CollectorMeter.HITS_SCANNED)).isEqualTo(1);
    }

    @Test
    void shouldBeAnsweredInItsTurnWhenTheLogFailsOverItsPack() {
        rig.read(bytes(HIT));
        isBroken = true;
        ByteBuf second = bytes(HIT);

        rig.read(second);
        rig.channel.runPendingTasks();

        assertThat(second.refCnt()).isZero();
        assertThat(rig.channel.outboundMessages()).isEmpty(); // the first is not answered yet
        packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.channel.runPendingTasks();
        assertThat(rig.outstanding.count()).isZero();
        assertThat(text(rig.channel.readOutbound())).startsWith("HTTP/1.1 200 ");
        assertThat(text(rig.channel.readOutbound())).startsWith("HTTP/1.1 503 ");
    }

    private EventLog.Offer offer(Pack pack) {
        if (isBroken) {
            throw new IllegalStateException("scripted");
        }
        packs.add(pack);
        return EventLog.Offer.TAKEN;
    }

    private static String text(ByteBuf answer) {
        try {
            return answer.toString(StandardCharsets.US_ASCII);
        } finally {
            answer.release();
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}

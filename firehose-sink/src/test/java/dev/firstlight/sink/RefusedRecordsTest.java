package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopWords.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be no row is passed over and kept, and what is one is delivered. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RefusedRecordsTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldPassOverAPoisonRecordAndKeepItsBytes() {
        kafka.add(P0, Events.bare("before").build());
        kafka.add(P0, "poison".getBytes(StandardCharsets.UTF_8));
        kafka.add(P0, Events.bare("after").build());
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).containsExactly("before", "after");
        assertThat(kit.committed(P0)).isEqualTo(3);
        assertThat(kit.meters.count(SinkMeter.EVENTS_REFUSED, Refusal.RECORD_UNREADABLE))
                .isEqualTo(1);
        Reject reject = kafka.rejects().get(0);
        assertThat(reject.getReason()).isEqualTo("record_unreadable");
        assertThat(reject.getStage()).isEqualTo("firehose-sink");
        assertThat(reject.getBytes()).isEqualTo(ByteBuffer.wrap("poison".getBytes(StandardCharsets.UTF_8)));
        assertThat(reject.getRawTopic()).isEqualTo(LoopKit.TOPIC);
        assertThat(reject.getRawOffset()).isEqualTo(1);
    }

    @Test
    void shouldMoveOnWhenThereIsNothingButPoison() {
        kafka.add(P0, new byte[0]);
        kafka.add(P0, new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kit.delivery.attempts).isEmpty();
        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kafka.rejects())
                .extracting(Reject::getReason)
                .containsExactly("record_unreadable", "schema_unknown");
    }

    @Test
    void shouldKeepOnlyTheHeadAndTheHashOfAVeryLargePoisonRecord() {
        kafka.add(P0, new byte[(1 << 20) + 1]);
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        Reject reject = kafka.rejects().get(0);
        assertThat(reject.getBytes().remaining()).isEqualTo(4_096);
        assertThat(reject.getSize()).isEqualTo((1 << 20) + 1);
        assertThat(reject.getSha256().remaining()).isEqualTo(32);
    }

    @Test
    void shouldRefuseARowThatFitsNoRecord() {
        kafka.add(P0, Events.bare("large").setPageUrl("x".repeat(4_000)).build());
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 4_000, 500, Duration.ZERO)).assigned(P0);

        kit.loop.round();

        assertThat(kafka.rejects()).extracting(Reject::getReason).containsExactly("event_too_large");
        assertThat(kit.committed(P0)).isEqualTo(1);
    }

    @Test
    void shouldCountAnEventWhoseRowFitsNoRecordForItsPixelAndMinute() {
        kafka.add(P0, Events.bare("large").setPageUrl("x".repeat(4_000)).build());
        kafka.add(P0, Events.bare("small").build());
        PackLimits limits = new PackLimits(1_000, 4_000, 500, Duration.ZERO);
        LoopKit kit = new LoopKit(kafka, limits).assigned(P0);

        kit.loop.round();

        assertThat(kafka.ledger().values())
                .extracting(LedgerEntry::getCounts)
                .containsExactly(Map.of("delivered", 1L, "refused.event_too_large", 1L));
        assertThat(new LedgerPage("one", kit.ledger::newest, () -> "", kit.readiness).get())
                .contains("<td>12345</td><td>1</td><td>0</td><td>1</td>");
    }

    @Test
    void shouldCountARecordThatIsNoEventUnderNoPixelInTheMinuteOfItsOwnTimeOnceThoughItIsReadAgain() {
        kafka.add(P0, Events.bare("event").build());
        kafka.add(P0, new byte[] {1, 2, 3});
        LoopKit dying = new LoopKit(kafka).assigned(P0);
        dying.loop.round();
        kafka.committed.clear(); // as if it had died before the offsets, and after the counts

        LoopKit next = new LoopKit(kafka).assigned(P0);
        next.loop.round();

        assertThat(kafka.ledger().values())
                .extracting(
                        entry -> entry.getPixelId() + " " + entry.getMinute() + " " + new TreeMap<>(entry.getCounts()))
                .containsExactlyInAnyOrder(
                        "12345 " + Events.RECEIVED_MS / Tally.MINUTE_MS + " {delivered=1}",
                        " " + LoopKit.RECORD_MS / Tally.MINUTE_MS + " {delivered=0, unreadable=1}");
        assertThat(next.committed(P0)).isEqualTo(2);
    }

    @Test
    void shouldCountWhatItReadAsWrittenOrRefused() {
        kafka.add(P0, Events.bare("a").build());
        kafka.add(P0, new byte[] {1, 2, 3});
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failRowOnce(new KafkaException("scripted")); // nobody knows yet what the first one is

        kit.loop.round();
        kit.consumer.schedulePollTask(() -> kit.load(P0));
        kit.loop.round();

        assertThat(kit.meters.count(SinkMeter.EVENTS_READ)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.ROWS_WRITTEN)).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.EVENTS_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldDeliverTestTraffic() {
        kafka.add(P0, Events.bare("t").setTest(true).build());
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kit.delivery.accepted).singleElement().asString().contains("\"test\":true");
    }
}

package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.ids;
import static dev.firstlight.sink.LoopWords.isBalanced;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the log has nothing at the offset that is to be read next: the sink goes on, and says what it could not read. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExpiredTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldCountWhatWasDeletedWhileNoSinkRan() {
        addEvents(kafka, P0, 5);
        kafka.committed.put(P0, new OffsetAndMetadata(1));
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.updateBeginningOffsets(Map.of(P0, 3L));

        kit.loop.round();

        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isEqualTo(2);
        assertThat(ids(kit.delivery.accepted)).containsExactly("0:3", "0:4");
    }

    @Test
    void shouldCountAndSayWhatWasDeletedWhileTheSinkLaggedBehind() {
        addEvents(kafka, P0, 7);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.setMaxPollRecords(2);
        kit.loop.turn(); // two rows in hand, all others unread
        kit.consumer.updateBeginningOffsets(Map.of(P0, 5L));

        kit.loop.round();

        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isEqualTo(3);
        assertThat(kit.lines)
                .containsExactly("3 offsets of firstlight.events-0, from 2 on, were deleted by Kafka's retention before"
                        + " they were read: their records are lost to the warehouse");
        assertThat(ids(kit.delivery.accepted))
                .as("what was in hand is delivered, and what is left")
                .containsExactly("0:0", "0:1", "0:5", "0:6");
        assertThat(kit.committed(P0)).isEqualTo(7);
        assertThat(kit.meters.count(SinkMeter.ROUNDS_FAILED)).isZero();
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldCountWhatWasDeletedOnceThoughTheCountsAreRestoredAgain() {
        addEvents(kafka, P0, 5);
        kafka.committed.put(P0, new OffsetAndMetadata(1));
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.updateBeginningOffsets(Map.of(P0, 3L));
        kit.failLedgerReadOnce(new KafkaException("scripted"));

        kit.loop.round();
        kit.consumer.updateBeginningOffsets(Map.of(P0, 4L)); // one more meanwhile
        kit.loop.round();

        assertThat(kit.meters.count(SinkMeter.ROUNDS_FAILED)).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isEqualTo(3);
        assertThat(ids(kit.delivery.accepted)).containsExactly("0:4");
    }

    @Test
    void shouldReadAgainFromWhereTheLogWasCutOff() {
        addEvents(kafka, P0, 4);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.loop.round();
        kit.consumer.setPollException(
                new LogTruncationException("scripted", Map.of(P0, 4L), Map.of(P0, new OffsetAndMetadata(2))));

        kit.loop.turn();

        assertThat(kit.consumer.position(P0)).isEqualTo(2);
        assertThat(kit.lines).singleElement().asString().contains("reading again from 2");
        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isZero();
    }

    @Test
    void shouldBeginAtTheBeginningWhereNothingWasEverCommitted() {
        addEvents(kafka, P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.seek(P0, 1);
        kit.consumer.setPollException(new NoOffsetForPartitionException(Set.of(P0)));

        kit.loop.turn();
        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).isEqualTo(List.of("0:0"));
        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isZero();
    }
}

package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopKit.P1;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.arrive;
import static dev.firstlight.sink.LoopWords.deliveredTotal;
import static dev.firstlight.sink.LoopWords.ids;
import static dev.firstlight.sink.LoopWords.isBalanced;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Partitions that come and go, and batches that are given up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HandOverTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldNeitherCommitNorCountWhatWentToAnotherSinkMeanwhile() {
        addEvents(kafka, P0, 2);
        addEvents(kafka, P1, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0, P1);
        kit.delivery.thenOutage(1).onCall(() -> kit.consumer.schedulePollTask(() -> kit.give(P1)));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.committed(P1)).isEqualTo(2);
        assertThat(kafka.ledger().keySet()).allMatch(key -> key.startsWith("firehose-sink|firstlight.events-1|"));
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldLeaveRowsThatWaitedToTheSinkThatGetsTheirPartition() {
        int rows = 2 * Billing.UNIT_BYTES / rowBytes(kafka) + 2;
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.schedulePollTask(() -> arrive(kit, 1));
        kit.consumer.schedulePollTask(() -> {
            kit.nanos.addAndGet(1);
            arrive(kit, rows - 1);
        });
        kit.loop.round();
        int first = kit.delivery.accepted.size();

        kit.consumer.schedulePollTask(() -> {
            addEvents(kafka, P1, 1);
            kit.give(P1);
        });
        kit.loop.round();

        assertThat(ids(kit.delivery.accepted).subList(first, first + 1)).containsExactly("1:0");
        assertThat(kit.committed(P0)).isEqualTo(first);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(rows - first);
        LoopKit next = new LoopKit(kafka).assigned(P0);
        next.loop.round();
        assertThat(next.delivery.accepted).hasSize(rows - first);
        assertThat(deliveredTotal(kafka)).isEqualTo(rows + 1);
    }

    @Test
    void shouldKeepWhatANewerSinkCountedUnderANameThatIsNotKnownHere() {
        addEvents(kafka, P0, 1);
        new LoopKit(kafka).assigned(P0).loop.round();
        LedgerEntry ours = kafka.ledger().values().iterator().next();
        LedgerEntry newer = LedgerEntry.newBuilder(ours)
                .setCounts(Map.of(LedgerCounts.DELIVERED, 1L, "refused.of_a_newer_sink", 3L))
                .build();
        kafka.written.add(new TopicRecords(LoopKit.KAFKA_CONFIG, new SchemaBook(), Destination.FIREHOSE).of(newer));

        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 4_000, 500, Duration.ZERO)).assigned(P0);
        kit.consumer.setMaxPollRecords(1);
        kit.loop.round(); // goes by what was read back
        kit.loop.round(); // goes by what is held

        assertThat(kafka.ledger().values())
                .extracting(LedgerEntry::getCounts)
                .containsExactly(Map.of(LedgerCounts.DELIVERED, 3L, "refused.of_a_newer_sink", 3L));
    }

    @Test
    void shouldReadAPartitionThatComesBackFromWhereItStandsThoughHandingItOverFailed() {
        addEvents(kafka, P0, 2);
        HeldCalls calls = new HeldCalls();
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 4_000, 500, Duration.ZERO), 1, calls).assigned(P0);
        kit.failCommit(new FencedInstanceIdException("scripted"));
        kit.loop.turn();
        kit.loop.turn();
        assertThat(calls.size()).as("both rows are under way").isEqualTo(1);

        kit.consumer.schedulePollTask(() -> {
            calls.finishAll(); // the commit that follows fails while the partition is handed over
            kit.give(P1);
        });
        kit.consumer.schedulePollTask(() -> {
            kafka.committed.put(P0, new OffsetAndMetadata(2)); // by another sink, meanwhile
            kit.give(P0);
        });
        kit.loop.round();
        kit.consumer.schedulePollTask(() -> kit.load(P0));
        kit.loop.turn();

        assertThat(kit.meters.count(SinkMeter.ROUNDS_FAILED)).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.EVENTS_READ))
                .as("once, and not again")
                .isEqualTo(2);
        assertThat(kit.consumer.position(P0)).isEqualTo(2);
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldLetGoOfAPartitionBetweenTheTriesOfACommitWithoutAnotherOne() {
        addEvents(kafka, P0, 2);
        addEvents(kafka, P1, 2);
        HeldCalls calls = new HeldCalls();
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 4_000, 500, Duration.ZERO), 2, calls).assigned(P0);
        kit.loop.turn();
        kit.consumer.schedulePollTask(() -> kit.give(P0, P1));
        while (calls.size() < 2) {
            kit.loop.turn(); // until each partition has a batch of its own
        }

        kit.failCommit(new KafkaException("scripted"));
        calls.finish(0);
        kit.consumer.schedulePollTask(() -> kit.give(P1));
        kit.loop.turn();
        calls.finishAll();
        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.committed(P1)).as("the batch behind it").isEqualTo(2);
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldSayWhatItLetsGoOfWhileACallIsUnderWayAndNothingOtherwise() {
        addEvents(kafka, P0, 2);
        addEvents(kafka, P1, 2);
        HeldCalls calls = new HeldCalls();
        PackLimits limits = new PackLimits(1_000, 4_000, 500, Duration.ZERO);
        LoopKit kit = new LoopKit(kafka, limits, Ledger.HELD_MAX, Duration.ZERO, null, 2, calls).assigned(P0);
        Logger logger = (Logger) LoggerFactory.getLogger(HandOver.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            kit.loop.turn();
            kit.consumer.schedulePollTask(() -> kit.give(P1));
            while (calls.size() < 2) {
                kit.loop.turn();
            }
            calls.finishAll();
            kit.loop.round();
            kit.consumer.schedulePollTask(() -> kit.give(P0));
            kit.loop.turn(); // all of it is committed
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() != Level.DEBUG)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("let go of [" + P0 + "] before all that was sent of them was committed:"
                        + " the next sink sends 2 rows, perhaps again; calls under way: 1");
    }

    @Test
    void shouldReadAgainWhatWasInHandWhenSomethingUnexpectedHappens() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.delivery.onCall(() -> kit.failCommit(new FencedInstanceIdException("scripted")));

        kit.loop.round();
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.readiness.missing()).containsKey(SinkLoop.LOOP);
        kit.delivery.onCall(() -> {});
        kit.consumer.schedulePollTask(() -> kit.load(P0));
        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).startsWith("0:0", "0:1");
        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
        assertThat(kit.readiness.isReady()).isTrue();
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldReadAgainEveryPartitionOfAPollThatFailedBeforeItsRows() {
        for (TopicPartition partition : List.of(P0, P1)) {
            kafka.add(partition, new byte[] {1, 2, 3});
            addEvents(kafka, partition, 2);
        }
        LoopKit kit = new LoopKit(kafka).assigned(P0, P1);
        kit.failRowOnce(new KafkaException("scripted"));

        kit.loop.round(); // at the first record of whichever partition comes first
        kit.consumer.schedulePollTask(() -> {
            kit.load(P0);
            kit.load(P1);
        });
        kit.loop.round();

        assertThat(kit.committed(P0) + "," + kit.committed(P1)).isEqualTo("3,3");
        assertThat(kit.delivery.accepted).isNotEmpty();
        assertThat(deliveredTotal(kafka)).isEqualTo(4);
        assertThat(kafka.rejects().stream().map(Reject::getRawPartition)).containsExactlyInAnyOrder(0, 1);
        assertThat(isBalanced(kit)).isTrue();
    }

    @Test
    void shouldReadNothingBeforeTheCountsAreRestored() {
        addEvents(kafka, P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failLedgerReadOnce(new KafkaException("scripted"));

        kit.loop.round();
        assertThat(kit.delivery.attempts).isEmpty();
        assertThat(kit.readiness.missing()).containsKeys(Assignment.CONDITION, SinkLoop.LOOP);
        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(1);
        assertThat(kit.readiness.isReady()).isTrue();
    }

    @Test
    void shouldEndWhatItsPredecessorLeftOpenBeforeItReadsTheCounts() {
        addEvents(kafka, P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kit.producersAtLedgerRead).isEqualTo(1);
        assertThat(kit.producers).isEqualTo(1);
    }
}

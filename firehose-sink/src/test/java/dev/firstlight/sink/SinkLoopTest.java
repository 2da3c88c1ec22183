package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopKit.P1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.Reject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on Kafka's own test clients. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SinkLoopTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldCommitOnlyAfterEverythingWasAccepted() {
        addEvents(P0, 3);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<Long> committedAtCalls = new ArrayList<>();
        kit.delivery.thenOutage(5).onCall(() -> committedAtCalls.add(kit.committed(P0)));

        kit.loop.round();

        assertThat(committedAtCalls).containsExactly(-1L, -1L, -1L, -1L, -1L, -1L);
        assertThat(kit.committed(P0)).isEqualTo(3);
        assertThat(ids(kit.delivery.accepted)).containsExactly("0:0", "0:1", "0:2");
    }

    @Test
    void shouldResendOnlyTheRecordsThatWereLeft() {
        addEvents(P0, 6);
        // two rows fill a record here: three records
        int rowBytes = new RowWriter(new LoopKit(kafka).meters)
                .write(Events.bare("0:0").build())
                .length;
        LoopKit kit =
                new LoopKit(kafka, new PackLimits(2 * rowBytes, 1 << 22, 500, Duration.ofMillis(250))).assigned(P0);
        kit.delivery.thenTakeEveryOther().thenOutage(1);

        kit.loop.round();

        assertThat(kit.delivery.attempts.stream().map(SinkLoopTest::ids))
                .containsExactly(
                        List.of("0:0", "0:1", "0:2", "0:3", "0:4", "0:5"),
                        List.of("0:2", "0:3"),
                        List.of("0:2", "0:3"));
        assertThat(ids(kit.delivery.accepted)).containsExactly("0:0", "0:1", "0:4", "0:5", "0:2", "0:3");
        assertThat(kit.meters.count(SinkMeter.RECORDS_LEFT)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.CALLS, Delivery.Verdict.PARTLY)).isEqualTo(1);
    }

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
    void shouldDeliverTestTraffic() {
        kafka.add(P0, Events.bare("t").setTest(true).build());
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kit.delivery.accepted).singleElement().asString().contains("\"test\":true");
    }

    @Test
    void shouldStayAMemberAndReadNothingWhileFirehoseIsDown() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<String> seen = new ArrayList<>();
        kit.delivery.thenOutage(50).onCall(() -> {
            if (kit.delivery.attempts.size() == 40) {
                seen.addAll(kit.readiness.missing().keySet());
                kafka.add(P0, Events.bare("meanwhile").build());
                kit.load(P0);
            }
        });

        kit.loop.round();

        assertThat(seen).contains(Attempts.CONDITION);
        assertThat(kit.readiness.isReady()).isTrue();
        assertThat(Duration.ofNanos(kit.nanos.get())).isGreaterThan(Duration.ofMinutes(5));
        assertThat(kit.consumer.polls).isGreaterThanOrEqualTo(50);
        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.consumer.paused()).isEmpty();
        assertThat(kit.lines)
                .filteredOn(line -> line.startsWith("delivery UNREACHABLE"))
                .hasSizeBetween(5, 30);

        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).containsExactly("0:0", "0:1", "meanwhile");
    }

    @Test
    void shouldNeitherCommitNorCountWhatWentToAnotherSinkMeanwhile() {
        addEvents(P0, 2);
        addEvents(P1, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0, P1);
        kit.delivery.thenOutage(1).onCall(() -> kit.consumer.schedulePollTask(() -> kit.give(P1)));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.committed(P1)).isEqualTo(2);
        assertThat(kafka.ledger().keySet()).allMatch(key -> key.startsWith("firehose-sink|firstlight.events-1|"));
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
    }

    @Test
    void shouldTryTheCommitAgainWithoutDeliveringAgain() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failCommit(new TimeoutException("scripted"));
        kit.failCommit(new RebalanceInProgressException("scripted"));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.delivery.attempts).hasSize(1);
        assertThat(kafka.written).as("counts are written once").hasSize(1);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isEqualTo(2);
        assertThat(deliveredTotal()).isEqualTo(2);
    }

    @Test
    void shouldGiveUpAtOnceWhenAnotherSinkGoesByItsName() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failCommit(new FencedInstanceIdException("scripted"));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isZero();
        assertThat(kit.readiness.missing()).containsEntry(SinkLoop.LOOP, "FencedInstanceIdException");
    }

    @Test
    void shouldNotCommitWhenTheLedgerWasNotWritten() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.producer.sendException = new TimeoutException("scripted");
        kit.beforeCommit(() -> assertThat(kit.producer.sendException).isNull());
        // the broker is back after the third poll of the waiting
        for (int i = 0; i < 4; i++) {
            int poll = i;
            kit.consumer.schedulePollTask(
                    () -> kit.producer.sendException = poll < 3 ? kit.producer.sendException : null);
        }

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isPositive();
        assertThat(kit.delivery.attempts).hasSize(1);
    }

    @Test
    void shouldWriteTheCountsBeforeTheOffsets() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<Long> deliveredAtCommit = new ArrayList<>();
        kit.beforeCommit(() -> {
            assertThat(kit.producer.flushed()).isTrue();
            deliveredAtCommit.add(deliveredTotal());
        });

        kit.loop.round();

        assertThat(deliveredAtCommit).containsExactly(2L);
    }

    @Test
    void shouldReadAgainWhatWasInHandWhenSomethingUnexpectedHappens() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.delivery.then(records -> {
            throw new IllegalStateException("a bug");
        });

        kit.loop.round();
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.readiness.missing()).containsKey(SinkLoop.LOOP);
        kit.consumer.schedulePollTask(() -> kit.load(P0));
        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).startsWith("0:0", "0:1");
        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(deliveredTotal()).isEqualTo(2);
        assertThat(kit.readiness.isReady()).isTrue();
    }

    @Test
    void shouldReadAgainEveryPartitionOfAPollThatFailedBeforeItsRows() {
        for (TopicPartition partition : List.of(P0, P1)) {
            kafka.add(partition, new byte[] {1, 2, 3});
            addEvents(partition, 2);
        }
        LoopKit kit = new LoopKit(kafka).assigned(P0, P1);
        kit.producer.sendException = new TimeoutException("scripted");

        kit.loop.round(); // the reject of whichever partition comes first is not taken
        kit.producer.sendException = null;
        kit.consumer.schedulePollTask(() -> {
            kit.load(P0);
            kit.load(P1);
        });
        kit.loop.round();

        assertThat(kit.committed(P0) + "," + kit.committed(P1)).isEqualTo("3,3");
        assertThat(kit.delivery.accepted).isNotEmpty();
        assertThat(deliveredTotal()).isEqualTo(4);
        assertThat(kafka.rejects().stream().map(Reject::getRawPartition)).contains(0, 1); // at worst twice each
    }

    @Test
    void shouldReadNothingBeforeTheCountsAreRestored() {
        addEvents(P0, 1);
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
    void shouldCountEventsThatKafkaDeletedUnread() {
        addEvents(P0, 5);
        kafka.committed.put(P0, new OffsetAndMetadata(1));
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.updateBeginningOffsets(Map.of(P0, 3L));

        kit.loop.round();

        assertThat(kit.meters.count(SinkMeter.EVENTS_EXPIRED)).isEqualTo(2);
    }

    @Test
    void shouldNotWaitForMoreWhenThereIsEnoughForACall() {
        addEvents(P0, 50);
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 5_000, 500, Duration.ofHours(1))).assigned(P0);

        kit.loop.round();

        assertThat(kit.nanos.get()).isZero();
        assertThat(ids(kit.delivery.accepted)).hasSize(50);
        assertThat(kit.delivery.attempts).hasSizeGreaterThan(1);
    }

    @Test
    void shouldWaitForMoreWhileTheFirstRowLingers() {
        addEvents(P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.scheduleNopPollTask();
        kit.consumer.schedulePollTask(() -> {
            addEvents(P0, 2);
            kit.load(P0);
        });

        kit.loop.round();

        assertThat(kit.delivery.attempts).hasSize(1);
        assertThat(kit.delivery.accepted).hasSize(3);
    }

    private long deliveredTotal() {
        return kafka.ledger().values().stream()
                .mapToLong(entry -> entry.getCounts().get(PartitionLedger.DELIVERED))
                .sum();
    }

    private void addEvents(TopicPartition partition, int count) {
        for (int i = 0; i < count; i++) {
            kafka.add(partition, Events.bare(partition.partition() + ":" + i).build());
        }
    }

    static List<String> ids(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll(".*\"event_id\":\"([^\"]*)\".*", "$1"))
                .toList();
    }
}

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
        int rowBytes = rowBytes();
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
        kit.failSends(new TimeoutException("scripted"));
        // the broker is back at the fourth poll of the waiting
        kit.consumer.scheduleNopPollTask();
        kit.consumer.scheduleNopPollTask();
        kit.consumer.scheduleNopPollTask();
        kit.consumer.schedulePollTask(() -> kit.failSends(null));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isPositive();
        assertThat(kit.producers)
                .as("each failure is a producer")
                .isEqualTo(1 + (int) kit.meters.count(SinkMeter.COMMITS_FAILED));
        assertThat(kit.delivery.attempts).hasSize(1);
    }

    @Test
    void shouldCommitCountsRejectsAndOffsetsTogetherOrNoneOfThem() {
        addEvents(P0, 2);
        kafka.add(P0, new byte[] {1, 2, 3});
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<Integer> writtenAtCommit = new ArrayList<>();
        kit.failCommit(new TimeoutException("scripted"));
        kit.beforeCommit(() -> {
            writtenAtCommit.add(kafka.written.size());
            assertThat(kit.committed(P0)).isEqualTo(-1);
        });

        kit.loop.round();

        assertThat(writtenAtCommit).containsExactly(0, 0);
        assertThat(deliveredTotal()).isEqualTo(2);
        assertThat(kafka.rejects()).hasSize(1);
        assertThat(kit.committed(P0)).isEqualTo(3);
    }

    @Test
    void shouldCommitOnlyUpToTheFirstRowThatWaitsForAFullerRecord() {
        int rows = 2 * Billing.UNIT_BYTES / rowBytes() + 2; // two units and a bit
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.schedulePollTask(() -> arrive(kit, 1));
        kit.consumer.schedulePollTask(() -> {
            kit.nanos.addAndGet(1); // after the first
            arrive(kit, rows - 2);
            kafka.add(P0, new byte[] {1, 2, 3});
            arrive(kit, 1);
        });

        kit.loop.round();

        assertThat(kit.delivery.attempts).hasSize(1);
        assertThat(kit.delivery.accepted).hasSizeLessThan(rows).hasSizeGreaterThan(rows - 4);
        assertThat(kit.committed(P0)).isEqualTo(kit.delivery.accepted.size());
        assertThat(kafka.rejects()).as("it comes with the rows around it").isEmpty();
        assertThat(deliveredTotal()).isEqualTo(kit.delivery.accepted.size());

        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).hasSize(rows).doesNotHaveDuplicates();
        assertThat(kit.committed(P0)).isEqualTo(rows + 1);
        assertThat(kafka.rejects()).hasSize(1);
        assertThat(deliveredTotal()).isEqualTo(rows);
    }

    @Test
    void shouldLeaveRowsThatWaitedToTheSinkThatGetsTheirPartition() {
        int rows = 2 * Billing.UNIT_BYTES / rowBytes() + 2;
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.schedulePollTask(() -> arrive(kit, 1));
        kit.consumer.schedulePollTask(() -> {
            kit.nanos.addAndGet(1);
            arrive(kit, rows - 1);
        });
        kit.loop.round();
        int first = kit.delivery.accepted.size();

        kit.consumer.schedulePollTask(() -> {
            addEvents(P1, 1);
            kit.give(P1);
        });
        kit.loop.round();
        kit.loop.round();

        assertThat(ids(kit.delivery.accepted).subList(first, first + 1)).containsExactly("1:0");
        assertThat(kit.committed(P0)).isEqualTo(first);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(rows - first);
        LoopKit next = new LoopKit(kafka).assigned(P0);
        next.loop.round();
        assertThat(next.delivery.accepted).hasSize(rows - first);
        assertThat(deliveredTotal()).isEqualTo(rows + 1);
    }

    @Test
    void shouldShowHowOldTheOldestRowIsAndHowMuchIsUnreadWhileNothingIsTaken() {
        addEvents(P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        List<String> seen = new ArrayList<>();
        kit.delivery.thenOutage(40).onCall(() -> {
            if (kit.delivery.attempts.size() == 39) {
                kit.consumer.updateEndOffsets(Map.of(P0, 1_000L));
            }
            if (kit.delivery.attempts.size() == 40) {
                seen.add(kit.meters.prometheusText());
            }
        });

        kit.loop.round();

        assertThat(seen).singleElement().satisfies(text -> {
            assertThat(gauge(text, "oldest_undelivered_seconds")).isGreaterThan(300);
            assertThat(gauge(text, "outage_seconds")).isGreaterThan(300);
            assertThat(gauge(text, "events_behind")).isEqualTo(998);
        });
        assertThat(gauge(kit.meters.prometheusText(), "oldest_undelivered_seconds"))
                .isZero();
    }

    @Test
    void shouldHoldNoMoreThanACallAndAPollHoweverLongNothingIsTaken() {
        addEvents(P0, 3_000);
        LoopKit kit = new LoopKit(kafka, new PackLimits(10_000, 40_000, 500, Duration.ofHours(1))).assigned(P0);
        kit.consumer.setMaxPollRecords(50);
        List<Double> inHand = new ArrayList<>();
        kit.delivery.thenOutage(100).onCall(() -> inHand.add(gauge(kit.meters.prometheusText(), "rows_in_hand")));

        kit.loop.round();

        assertThat(Duration.ofNanos(kit.nanos.get())).isGreaterThan(Duration.ofMinutes(10));
        assertThat(inHand).hasSize(101).allMatch(rows -> rows <= 40_000.0 / rowBytes() + 50);
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
        kit.failRowOnce(new KafkaException("scripted"));

        kit.loop.round(); // at the first record of whichever partition comes first
        kit.consumer.schedulePollTask(() -> {
            kit.load(P0);
            kit.load(P1);
        });
        kit.loop.round();

        assertThat(kit.committed(P0) + "," + kit.committed(P1)).isEqualTo("3,3");
        assertThat(kit.delivery.accepted).isNotEmpty();
        assertThat(deliveredTotal()).isEqualTo(4);
        assertThat(kafka.rejects().stream().map(Reject::getRawPartition)).containsExactlyInAnyOrder(0, 1);
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
    void shouldEndWhatItsPredecessorLeftOpenBeforeItReadsTheCounts() {
        addEvents(P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);

        kit.loop.round();

        assertThat(kit.producersAtLedgerRead).isEqualTo(1);
        assertThat(kit.producers).isEqualTo(1);
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
        kit.loop.round();

        assertThat(kit.nanos.get()).isZero();
        assertThat(kit.delivery.attempts).hasSize(2).allMatch(lines -> lines.size() * rowBytes() > 4_000);
        assertThat(kit.committed(P0)).isEqualTo(kit.delivery.accepted.size());
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

    /** Further events at P0, and the broker sends them. */
    private void arrive(LoopKit kit, int count) {
        int known = kafka.log.getOrDefault(P0, List.of()).size();
        for (int i = 0; i < count; i++) {
            kafka.add(P0, Events.bare("0:" + (char) ('a' + known + i)).build());
        }
        kit.load(P0);
    }

    private int rowBytes() {
        return new RowWriter(new LoopKit(kafka).meters).write(Events.bare("0:0").build()).length;
    }

    private static double gauge(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith("firehose_sink_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
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

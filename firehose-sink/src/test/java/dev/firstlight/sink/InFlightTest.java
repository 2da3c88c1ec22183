package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopKit.P1;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.deliveredTotal;
import static dev.firstlight.sink.LoopWords.gauge;
import static dev.firstlight.sink.LoopWords.ids;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop with several calls under way, which end in whatever order a test wants. A batch is what a poll brings here, two rows, and a call. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InFlightTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();
    private final HeldCalls calls = new HeldCalls();

    @Test
    void shouldGoOnWhileAnAnswerIsAwaited() {
        addEvents(kafka, P0, 20);
        LoopKit kit = kit().assigned(P0);

        turns(kit, 8);

        assertThat(calls.size()).as("and no more than it may").isEqualTo(3);
        assertThat(kit.consumer.position(P0))
                .as("one batch is gathered meanwhile")
                .isEqualTo(8);
        assertThat(gauge(kit.meters.prometheusText(), "calls_under_way")).isEqualTo(3);
        assertThat(gauge(kit.meters.prometheusText(), "batches_uncommitted")).isEqualTo(3);
    }

    @Test
    void shouldCommitNothingPastACallThatIsNotAccepted() {
        addEvents(kafka, P0, 6);
        LoopKit kit = kit().assigned(P0);
        turns(kit, 6);

        calls.finish(2);
        calls.finish(1);
        turns(kit, 3);

        assertThat(ids(kit.delivery.accepted)).containsExactly("0:4", "0:5", "0:2", "0:3");
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(deliveredTotal(kafka)).isZero();

        calls.finish(0);
        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(6);
        assertThat(deliveredTotal(kafka)).isEqualTo(6);
        assertThat(kit.delivery.accepted).hasSize(6);
    }

    @Test
    void shouldCommitUpToTheOldestCallThatIsNotAccepted() {
        addEvents(kafka, P0, 6);
        LoopKit kit = kit().assigned(P0);
        turns(kit, 6);

        calls.finish(2);
        calls.finish(0);
        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
    }

    @Test
    void shouldSendAgainAfterADeathWhatWasAcceptedBehindACallThatWasNot() {
        addEvents(kafka, P0, 6);
        LoopKit killed = kit().assigned(P0);
        turns(killed, 6);
        calls.finish(1);
        turns(killed, 1);

        LoopKit next = new LoopKit(kafka, PackLimits.FIREHOSE).assigned(P0);
        next.loop.round();

        assertThat(ids(next.delivery.accepted)).containsExactly("0:0", "0:1", "0:2", "0:3", "0:4", "0:5");
        assertThat(next.committed(P0)).isEqualTo(6);
        assertThat(deliveredTotal(kafka)).as("each counted once").isEqualTo(6);
    }

    @Test
    void shouldSendAgainWhatIsLeftBeforeAnythingNewInItsOrder() {
        addEvents(kafka, P0, 8);
        LoopKit kit = kit(4).assigned(P0);
        turns(kit, 4);
        kit.delivery.then(records -> new Delivery.Attempt(
                Delivery.Verdict.PARTLY, List.of(records.get(0), records.get(2)), false, "scripted"));

        calls.finish(0);
        turns(kit, 15); // of 20 ms each
        calls.finishAll();
        turns(kit, 2);

        assertThat(kit.delivery.attempts.stream().map(LoopWords::ids))
                .containsExactly(
                        List.of("0:0", "0:1", "0:2", "0:3"),
                        List.of("0:4", "0:5", "0:6", "0:7"),
                        List.of("0:0", "0:2"));
        assertThat(kit.committed(P0)).isEqualTo(8);
    }

    @Test
    void shouldLetNoMoreBatchesWaitBehindAHangingCallThanItMay() {
        int rows = 2 * (InHand.SENT_MAX + 10);
        for (int i = 0; i < rows; i++) {
            kafka.add(P0, Events.bare(String.valueOf(100 + i)).build()); // all as long
        }
        LoopKit kit = kit().assigned(P0);
        turns(kit, 2);
        assertThat(calls.size()).isEqualTo(1);

        for (int i = 0; i < InHand.SENT_MAX + 5; i++) {
            turns(kit, 1);
            while (calls.size() > 1) {
                calls.finish(1);
            }
        }

        assertThat(gauge(kit.meters.prometheusText(), "batches_uncommitted")).isEqualTo(InHand.SENT_MAX);
        assertThat(kit.committed(P0)).isEqualTo(-1);
        calls.finish(0);
        kit.loop.round();
        assertThat(kit.committed(P0)).isEqualTo(2 * InHand.SENT_MAX);
    }

    @Test
    void shouldFinishAndCommitWhatIsUnderWayBeforeItsPartitionGoes() throws Exception {
        addEvents(kafka, P0, 3);
        addEvents(kafka, P1, 2);
        LoopKit kit = new LoopKit(kafka, limits(2), 1, calls).assigned(P0);
        kit.consumer.setMaxPollRecords(2);
        turns(kit, 3); // two rows under way, one gathered
        Thread slow = new Thread(calls::finishAll);
        kit.consumer.schedulePollTask(() -> {
            slow.start();
            kit.give(P1);
        });

        turns(kit, 1);
        slow.join();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED))
                .as("the gathered one")
                .isEqualTo(1);
        LoopKit next = new LoopKit(kafka).assigned(P0);
        next.loop.round();
        assertThat(ids(next.delivery.accepted)).as("nothing is sent again").containsExactly("0:2");
        assertThat(deliveredTotal(kafka)).isEqualTo(3);
    }

    @Test
    void shouldNeitherWaitForNorCommitWhatIsUnderWayOfAPartitionThatIsLost() {
        addEvents(kafka, P0, 2);
        LoopKit kit = kit().assigned(P0);
        turns(kit, 2);

        kit.assignment.onPartitionsLost(List.of(P0));
        calls.finishAll();
        turns(kit, 2);

        assertThat(kit.delivery.accepted).hasSize(2);
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
    }

    @Test
    void shouldNotWaitForAHangingCallForEverWhenItsPartitionGoes() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka, limits(2), Ledger.HELD_MAX, Duration.ZERO, null, 3, calls).assigned(P0);
        turns(kit, 2);

        kit.consumer.schedulePollTask(() -> kit.give(P1));
        turns(kit, 1);

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
    }

    @Test
    void shouldLeaveAHangingCallToTheNextSinkBeforeTheGroupThrowsThisOneOut() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka, limits(2), Ledger.HELD_MAX, Duration.ofHours(1), null, 3, calls).assigned(P0);
        turns(kit, 2);
        kit.consumer.schedulePollTask(() -> {
            kit.eachLookTakes(Duration.ofSeconds(30));
            kit.give(P1);
            kit.eachLookTakes(Duration.ZERO);
        });

        long beforeNanos = kit.nanos.get();
        turns(kit, 1);
        Duration handedOverWithin = Duration.ofNanos(kit.nanos.get() - beforeNanos);
        calls.finishAll(); // too late
        turns(kit, 2);

        assertThat(handedOverWithin)
                .as("well below the 300 s within which Kafka expects the next poll")
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(210));
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
        LoopKit next = new LoopKit(kafka).assigned(P0);
        next.loop.round();
        assertThat(ids(next.delivery.accepted)).containsExactly("0:0", "0:1");
        assertThat(deliveredTotal(kafka)).as("each counted once").isEqualTo(2);
    }

    @Test
    void shouldBeginNoCommitAnyMoreWhenTheTimeForHandingOverIsSpent() {
        addEvents(kafka, P0, 4);
        LoopKit kit = kit().assigned(P0);
        turns(kit, 4);
        kit.beforeCommit(() -> kit.nanos.addAndGet(Duration.ofSeconds(150).toNanos())); // a broker that is that slow
        kit.consumer.schedulePollTask(() -> {
            calls.finishAll();
            kit.give(P1);
        });

        turns(kit, 1);

        assertThat(kit.delivery.accepted).hasSize(4);
        assertThat(kit.committed(P0)).as("the first batch alone").isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(2);
    }

    @Test
    void shouldDeliverPastACallThatEndsInABugAndCommitNothingPastIt() {
        addEvents(kafka, P0, 8);
        Odd odd = new Odd();
        LoopKit kit = new LoopKit(kafka, limits(2), Ledger.HELD_MAX, Duration.ofSeconds(20), odd, 3, Runnable::run)
                .assigned(P0);
        kit.consumer.setMaxPollRecords(2);

        turns(kit, 20);

        assertThat(odd.met).isGreaterThan(1);
        assertThat(ids(odd.taken)).containsExactly("0:2", "0:3", "0:4", "0:5", "0:6", "0:7");
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(gauge(kit.meters.prometheusText(), "calls_broken")).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.ROUNDS_FAILED) + kit.meters.count(SinkMeter.ROWS_ABANDONED))
                .as("nothing is given up")
                .isZero();
        odd.isMended = true;
        kit.loop.round();
        assertThat(kit.committed(P0)).isEqualTo(8);
        assertThat(ids(odd.taken)).as("each once").hasSize(8).doesNotHaveDuplicates();
        assertThat(gauge(kit.meters.prometheusText(), "calls_broken")).isZero();
        assertThat(deliveredTotal(kafka)).isEqualTo(8);
    }

    @Test
    void shouldHoldNoMoreThanAFewCallsWhenAllEndInABug() {
        addEvents(kafka, P0, 9);
        Odd odd = new Odd();
        odd.isEveryOne = true;
        LoopKit kit = new LoopKit(kafka, limits(1), Ledger.HELD_MAX, Duration.ofSeconds(20), odd, 3, Runnable::run)
                .assigned(P0);
        kit.consumer.setMaxPollRecords(1);

        turns(kit, 40);

        assertThat(gauge(kit.meters.prometheusText(), "calls_broken")).isEqualTo(InHand.BROKEN_MAX);
        assertThat(kit.consumer.position(P0)).as("and one that is gathered").isLessThanOrEqualTo(InHand.BROKEN_MAX + 1);
        odd.isMended = true;
        while (kit.committed(P0) < 9) {
            kit.loop.round();
        }
        assertThat(ids(odd.taken)).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowTheAgeOfTheOldestRowThatIsNotAcceptedOnly() {
        addEvents(kafka, P0, 2);
        kafka.add(
                P0,
                Events.bare("n:0").setReceivedAt(Events.RECEIVED_MS + 60_000).build());
        kafka.add(
                P0,
                Events.bare("n:1").setReceivedAt(Events.RECEIVED_MS + 90_000).build());
        LoopKit kit = kit().assigned(P0);
        turns(kit, 3);
        kit.nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        List<Double> ages = new ArrayList<>();

        ages.add(gauge(kit.meters.prometheusText(), "oldest_undelivered_seconds"));
        calls.finish(0);
        kit.loop.round();
        ages.add(gauge(kit.meters.prometheusText(), "oldest_undelivered_seconds"));

        assertThat(ages.get(0)).isBetween(120.0, 125.0);
        assertThat(ages.get(1)).isBetween(60.0, 65.0);
    }

    /** Throws at the sight of one row, until it is mended; takes all others. */
    private static final class Odd implements Delivery {
        private final List<String> taken = new ArrayList<>();
        private boolean isMended;
        private boolean isEveryOne;
        private int met;

        @Override
        public Attempt deliver(List<RowRecord> records) {
            List<String> lines = records.stream()
                    .map(record -> new String(record.bytes(), StandardCharsets.UTF_8).strip())
                    .toList();
            if (!isMended && (isEveryOne || ids(lines).contains("0:0"))) {
                met++;
                throw new IllegalArgumentException("what the SDK has against it");
            }
            taken.addAll(lines);
            return Attempt.accepted();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private LoopKit kit() {
        return kit(2);
    }

    /** With batches of so many rows, a record each, and three calls under way. */
    private LoopKit kit(int rows) {
        LoopKit kit = new LoopKit(kafka, limits(rows), 3, calls);
        kit.consumer.setMaxPollRecords(rows);
        return kit;
    }

    private PackLimits limits(int rows) {
        return new PackLimits(rowBytes(kafka), rows * rowBytes(kafka), 500, Duration.ZERO);
    }

    private static void turns(LoopKit kit, int count) {
        for (int i = 0; i < count; i++) {
            kit.loop.turn();
        }
    }
}

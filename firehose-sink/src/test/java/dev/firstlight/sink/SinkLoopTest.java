package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.arrive;
import static dev.firstlight.sink.LoopWords.deliveredTotal;
import static dev.firstlight.sink.LoopWords.ids;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on Kafka's own test clients: gather, deliver, commit. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SinkLoopTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldCommitOnlyAfterEverythingWasAccepted() {
        addEvents(kafka, P0, 3);
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
        addEvents(kafka, P0, 6);
        // two rows fill a record here: three records
        int rowBytes = rowBytes(kafka);
        LoopKit kit =
                new LoopKit(kafka, new PackLimits(2 * rowBytes, 1 << 22, 500, Duration.ofMillis(250))).assigned(P0);
        kit.delivery.thenTakeEveryOther().thenOutage(1);

        kit.loop.round();

        assertThat(kit.delivery.attempts.stream().map(LoopWords::ids))
                .containsExactly(
                        List.of("0:0", "0:1", "0:2", "0:3", "0:4", "0:5"),
                        List.of("0:2", "0:3"),
                        List.of("0:2", "0:3"));
        assertThat(ids(kit.delivery.accepted)).containsExactly("0:0", "0:1", "0:4", "0:5", "0:2", "0:3");
        assertThat(kit.meters.count(SinkMeter.RECORDS_LEFT)).isEqualTo(2);
        assertThat(kit.meters.count(SinkMeter.CALLS, Delivery.Verdict.PARTLY)).isEqualTo(1);
    }

    @Test
    void shouldTryTheCommitAgainWithoutDeliveringAgain() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failCommit(new TimeoutException("scripted"));
        kit.failCommit(new RebalanceInProgressException("scripted"));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(2);
        assertThat(kit.delivery.attempts).hasSize(1);
        assertThat(kafka.written).as("counts are written once").hasSize(1);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isEqualTo(2);
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
    }

    @Test
    void shouldGiveUpAtOnceWhenAnotherSinkGoesByItsName() {
        addEvents(kafka, P0, 2);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.failCommit(new FencedInstanceIdException("scripted"));

        kit.loop.round();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.COMMITS_FAILED)).isZero();
        assertThat(kit.readiness.missing()).containsEntry(SinkLoop.LOOP, "FencedInstanceIdException");
    }

    @Test
    void shouldNotCommitWhenTheLedgerWasNotWritten() {
        addEvents(kafka, P0, 2);
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
        addEvents(kafka, P0, 2);
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
        assertThat(deliveredTotal(kafka)).isEqualTo(2);
        assertThat(kafka.rejects()).hasSize(1);
        assertThat(kit.committed(P0)).isEqualTo(3);
    }

    @Test
    void shouldCommitOnlyUpToTheFirstRowThatWaitsForAFullerRecord() {
        int rows = 2 * Billing.UNIT_BYTES / rowBytes(kafka) + 2; // two units and a bit
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
        assertThat(deliveredTotal(kafka)).isEqualTo(kit.delivery.accepted.size());

        kit.loop.round();

        assertThat(ids(kit.delivery.accepted)).hasSize(rows).doesNotHaveDuplicates();
        assertThat(kit.committed(P0)).isEqualTo(rows + 1);
        assertThat(kafka.rejects()).hasSize(1);
        assertThat(deliveredTotal(kafka)).isEqualTo(rows);
    }

    @Test
    void shouldNotWaitForMoreWhenThereIsEnoughForACall() {
        addEvents(kafka, P0, 50);
        LoopKit kit = new LoopKit(kafka, new PackLimits(1_000, 5_000, 500, Duration.ofHours(1))).assigned(P0);

        kit.loop.round();
        kit.loop.round();

        assertThat(kit.nanos.get()).isZero();
        assertThat(kit.delivery.attempts).hasSize(2).allMatch(lines -> lines.size() * rowBytes(kafka) > 4_000);
        assertThat(kit.committed(P0)).isEqualTo(kit.delivery.accepted.size());
    }

    @Test
    void shouldWaitForMoreWhileTheFirstRowLingers() {
        addEvents(kafka, P0, 1);
        LoopKit kit = new LoopKit(kafka).assigned(P0);
        kit.consumer.scheduleNopPollTask();
        kit.consumer.schedulePollTask(() -> {
            addEvents(kafka, P0, 2);
            kit.load(P0);
        });

        kit.loop.round();

        assertThat(kit.delivery.attempts).hasSize(1);
        assertThat(kit.delivery.accepted).hasSize(3);
    }
}

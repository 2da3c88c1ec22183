package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static dev.firstlight.sink.LoopWords.addEvents;
import static dev.firstlight.sink.LoopWords.deliveredTotal;
import static dev.firstlight.sink.LoopWords.rowBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on its own thread, the SDK's real client, and a Firehose over HTTP whose first answer is slow. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlowCallTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();
    private final FakeFirehose firehose = new FakeFirehose();
    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final CountDownLatch answer = new CountDownLatch(1);
    private @Nullable LoopKit running;

    @AfterEach
    @Timeout(60)
    void close() throws InterruptedException {
        answer.countDown();
        if (running != null) {
            running.loop.close(); // else it would poll on after a failure
        }
        firehose.close();
        threads.shutdownNow();
    }

    @Test
    void shouldCommitNothingPastASlowCallWhateverIsAcceptedMeanwhile() throws Exception {
        LoopKit kit = started();

        firehose.awaitCalls(3); // all three are under way, the second and the third are answered at once
        awaitDelivered(kit, 4);
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(deliveredTotal(kafka)).isZero();
        answer.countDown();
        kit.loop.close();

        assertThat(kit.committed(P0)).isEqualTo(6);
        assertThat(deliveredTotal(kafka)).isEqualTo(6);
        assertThat(firehose.accepted).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void shouldWaitForACallUnderWayWhenItIsStoppedAndCommit() throws Exception {
        LoopKit kit = started();
        firehose.awaitCalls(3);
        Thread stopping = new Thread(() -> close(kit));

        stopping.start();
        awaitItsWait(stopping);
        answer.countDown();
        stopping.join();

        assertThat(kit.committed(P0)).isEqualTo(6);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isZero();
    }

    private LoopKit started() {
        addEvents(kafka, P0, 6);
        firehose.takeLate("\"event_id\":\"0:0\"", answer);
        PackLimits limits = new PackLimits(2 * rowBytes(kafka), 2 * rowBytes(kafka), 500, Duration.ZERO);
        LoopKit kit = new LoopKit(
                kafka,
                limits,
                Ledger.HELD_MAX,
                Duration.ofSeconds(20),
                FirehoseDeliveryTest.delivery(firehose.uri(), Duration.ofSeconds(40)),
                3,
                threads);
        kit.consumer.setMaxPollRecords(2);
        kit.consumer.schedulePollTask(() -> kit.give(P0));
        running = kit;
        kit.loop.start();
        return kit;
    }

    private static void awaitDelivered(LoopKit kit, long rows) throws InterruptedException {
        while (kit.meters.count(SinkMeter.ROWS_DELIVERED) < rows) {
            spin();
        }
    }

    /** The loop has been told by then: what closes it waits for its end. A loop that has ended by itself is not waited for. */
    private static void awaitItsWait(Thread closing) throws InterruptedException {
        while (closing.getState() != Thread.State.TIMED_WAITING && closing.isAlive()) {
            spin();
        }
    }

    private static void spin() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the test's time is over");
        }
        Thread.onSpinWait();
    }

    private static void close(LoopKit kit) {
        try {
            kit.loop.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

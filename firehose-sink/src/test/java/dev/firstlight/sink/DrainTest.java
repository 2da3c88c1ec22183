package dev.firstlight.sink;

import static dev.firstlight.sink.LoopKit.P0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of stopping, with the loop on its own thread. */
@Timeout(30)
final class DrainTest {

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();

    @Test
    void shouldDeliverAndCommitWhatIsInHandAndCloseTheConsumer() throws Exception {
        kafka.add(P0, Events.bare("in hand").build());
        LoopKit kit = new LoopKit(kafka, lingering());
        CountDownLatch isLingering = new CountDownLatch(1);
        kit.consumer.schedulePollTask(() -> kit.give(P0));
        kit.consumer.scheduleNopPollTask();
        kit.consumer.schedulePollTask(() -> {
            isLingering.countDown();
            await(kit.consumer.woken);
        });

        kit.loop.start();
        isLingering.await();
        kit.loop.close();

        assertThat(LoopWords.ids(kit.delivery.accepted)).containsExactly("in hand");
        assertThat(kit.committed(P0)).isEqualTo(1);
        assertThat(kit.consumer.closed()).isTrue();
        assertThat(kit.readiness.missing()).containsEntry(SinkLoop.LOOP, "has stopped");
    }

    @Test
    void shouldGiveUpWhatIsNotAcceptedWithinTheDrainTimeout() throws Exception {
        kafka.add(P0, Events.bare("unlucky").build());
        LoopKit kit = new LoopKit(kafka);
        CountDownLatch isTried = new CountDownLatch(1);
        kit.delivery.thenOutage(1_000_000).onCall(isTried::countDown);
        kit.consumer.schedulePollTask(() -> kit.give(P0));

        kit.loop.start();
        isTried.await();
        long beforeNanos = kit.nanos.get();
        kit.loop.close();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(1);
        assertThat(kit.consumer.closed()).isTrue();
        assertThat(Duration.ofNanos(kit.nanos.get() - beforeNanos)).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void shouldCutACallOffThatIsStillUnderWayWhenTheTimeIsOver() throws Exception {
        kafka.add(P0, Events.bare("unanswered").build());
        LoopKit kit = new LoopKit(kafka, PackLimits.FIREHOSE, Ledger.HELD_MAX, Duration.ofMillis(1));
        CountDownLatch isTried = new CountDownLatch(1);
        CountDownLatch isCutOff = new CountDownLatch(1);
        kit.delivery.onClose(isCutOff::countDown);
        kit.delivery.then(records -> {
            isTried.countDown();
            try {
                isCutOff.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            kit.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return new Delivery.Attempt(Delivery.Verdict.UNREACHABLE, records, false, "cut off");
        });
        kit.consumer.schedulePollTask(() -> kit.give(P0));

        kit.loop.start();
        isTried.await();
        kit.loop.close();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(1);
        assertThat(kit.consumer.closed()).isTrue();
    }

    @Test
    void shouldCutOffWhatAnotherThreadStillCarriesWhenTheTimeIsOver() throws Exception {
        kafka.add(P0, Events.bare("unanswered").build());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        LoopKit kit = new LoopKit(kafka, PackLimits.FIREHOSE, Ledger.HELD_MAX, Duration.ofMillis(1), null, 3, threads);
        CountDownLatch isTried = new CountDownLatch(1);
        CountDownLatch isCutOff = new CountDownLatch(1);
        kit.delivery.onClose(isCutOff::countDown);
        kit.delivery.then(records -> {
            isTried.countDown();
            try {
                isCutOff.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Delivery.Attempt(Delivery.Verdict.UNREACHABLE, records, false, "cut off");
        });
        kit.consumer.schedulePollTask(() -> kit.give(P0));

        kit.loop.start();
        isTried.await();
        kit.loop.close();
        threads.shutdown();

        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(1);
        assertThat(kit.consumer.closed()).isTrue();
    }

    @Test
    void shouldSendNothingAnyMoreWhenThereIsNoTimeForIt() throws Exception {
        kafka.add(P0, Events.bare("in hand").build());
        LoopKit kit = new LoopKit(kafka, lingering(), Ledger.HELD_MAX, Duration.ZERO);
        CountDownLatch isLingering = new CountDownLatch(1);
        kit.consumer.schedulePollTask(() -> kit.give(P0));
        kit.consumer.scheduleNopPollTask();
        kit.consumer.schedulePollTask(() -> {
            isLingering.countDown();
            await(kit.consumer.woken);
        });

        kit.loop.start();
        isLingering.await();
        kit.loop.close();

        assertThat(kit.delivery.attempts).isEmpty();
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(1);
        assertThat(kit.consumer.closed()).isTrue();
    }

    @Test
    void shouldCommitWhatWasAcceptedWhenTheTimeIsOver() throws Exception {
        kafka.add(P0, Events.bare("accepted").build());
        HeldCalls calls = new HeldCalls();
        PackLimits limits = new PackLimits(1_000, 4_000, 500, Duration.ZERO);
        LoopKit kit = new LoopKit(kafka, limits, Ledger.HELD_MAX, Duration.ZERO, null, 1, calls);
        CountDownLatch isUnderWay = new CountDownLatch(1);
        kit.consumer.schedulePollTask(() -> kit.give(P0));
        kit.consumer.beforePoll(() -> {
            if (calls.size() > 0) {
                isUnderWay.countDown();
                await(kit.consumer.woken);
                calls.finishAll(); // after the last look at what has ended
            }
        });

        kit.loop.start();
        isUnderWay.await();
        kit.loop.close();

        assertThat(LoopWords.ids(kit.delivery.accepted)).containsExactly("accepted");
        assertThat(kit.committed(P0)).isEqualTo(1);
        assertThat(LoopWords.deliveredTotal(kafka)).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isZero();
    }

    @Test
    void shouldCommitWhatWasAcceptedThoughAnotherCallEndedInABug() throws Exception {
        kafka.add(P0, Events.bare("accepted").build());
        kafka.add(P0, Events.bare("unlucky").build());
        HeldCalls calls = new HeldCalls();
        PackLimits limits = new PackLimits(1_000, 4_000, 500, Duration.ZERO);
        LoopKit kit = new LoopKit(kafka, limits, Ledger.HELD_MAX, Duration.ZERO, null, 2, calls);
        kit.delivery.then(records -> {
            throw new IllegalStateException("a bug");
        });
        CountDownLatch areUnderWay = new CountDownLatch(1);
        kit.consumer.setMaxPollRecords(1);
        kit.consumer.schedulePollTask(() -> kit.give(P0));
        kit.consumer.beforePoll(() -> {
            if (calls.size() == 2) {
                areUnderWay.countDown();
                await(kit.consumer.woken);
                calls.finish(1); // its bug is found out before the other is known to be accepted
                calls.finish(0);
            }
        });

        kit.loop.start();
        areUnderWay.await();
        kit.loop.close();

        assertThat(LoopWords.ids(kit.delivery.accepted)).containsExactly("accepted");
        assertThat(kit.committed(P0)).isEqualTo(1);
        assertThat(LoopWords.deliveredTotal(kafka)).isEqualTo(1);
        assertThat(kit.meters.count(SinkMeter.ROWS_ABANDONED)).isEqualTo(1);
    }

    @Test
    void shouldStopAtOnceWhenNothingIsInHand() throws Exception {
        LoopKit kit = new LoopKit(kafka);
        CountDownLatch isPolling = new CountDownLatch(1);
        kit.consumer.schedulePollTask(isPolling::countDown);

        kit.loop.start();
        isPolling.await();
        kit.loop.close();

        assertThat(kit.delivery.attempts).isEmpty();
        assertThat(kit.consumer.closed()).isTrue();
    }

    @Test
    void shouldSaySoWhenItDiesThoughNobodyStoppedIt() throws Exception {
        kafka.add(P0, Events.bare("deadly").build());
        LoopKit kit = new LoopKit(kafka);
        kit.delivery.then(records -> {
            throw new StackOverflowError("scripted");
        });
        kit.consumer.schedulePollTask(() -> kit.give(P0));

        kit.loop.start();

        assertThat(kit.deaths.take()).isEqualTo("the sink's loop has died");
        kit.loop.close();
        assertThat(kit.committed(P0)).isEqualTo(-1);
        assertThat(kit.deaths).as("said once, and not of one that is stopped").isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first row waits longer than any test: only closing ends it. Time passes with each poll, so it is very long. */
    private static PackLimits lingering() {
        return new PackLimits(1_000, 4_000, 500, Duration.ofNanos(Long.MAX_VALUE / 4));
    }
}

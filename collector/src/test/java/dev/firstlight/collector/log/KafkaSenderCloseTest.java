package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.junit.jupiter.api.Test;

final class KafkaSenderCloseTest {

    private static final int OFFERERS = 4;
    private static final int PACKS_EACH = 200;

    @Test
    void shouldWaitForWhatItHasTaken() throws InterruptedException {
        KafkaLogRig rig = KafkaLogRig.roomy();
        rig.offer(10);
        rig.offer(10);
        rig.producer.onClose = () -> {
            rig.producer.completeNext();
            rig.producer.completeNext();
        };

        rig.close();

        assertThat(rig.outcomes).containsExactly(Outcome.DURABLE, Outcome.DURABLE);
        assertThat(rig.producer.closed()).isTrue();
    }

    @Test
    void shouldGiveUpWhatKafkaHasNotAcknowledgedByThen() throws InterruptedException {
        KafkaLogRig rig = KafkaLogRig.roomy();
        rig.offer(10);

        rig.close();

        assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP);
    }

    @Test
    void shouldTurnPacksAwayOnceClosed() throws InterruptedException {
        KafkaLogRig rig = KafkaLogRig.roomy();
        rig.close();

        assertThat(rig.offer(10)).isFalse();
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void shouldTurnAwayAPackThatItsClosingOvertook() {
        KafkaLogRig rig = KafkaLogRig.roomy();
        rig.whenLooking.set(() -> close(rig));

        assertThat(rig.offer(10)).isFalse();
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void shouldNotWaitForASenderThatIsHeldInsideTheProducer() throws InterruptedException {
        KafkaLogRig rig = new KafkaLogRig(100, 1_000_000, Duration.ofMillis(100));
        rig.producer.held = new CountDownLatch(1);
        rig.offer(10);
        rig.producer.awaitEntered();
        rig.offer(10);
        rig.offer(10);

        rig.close();

        assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP, Outcome.GIVEN_UP, Outcome.GIVEN_UP);
    }

    @Test
    void shouldTellEachTakenPackExactlyOnceWhateverOffersAndClosingMeet() {
        Seeded.repeat(15, random -> {
            try {
                race(random);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void race(Random random) throws Exception {
        KafkaLogRig rig = new KafkaLogRig(1 + random.nextInt(50), 100 + random.nextInt(5_000), Duration.ofSeconds(5));
        int offersBeforeClose = random.nextInt(OFFERERS * PACKS_EACH);
        CountDownLatch mayClose = new CountDownLatch(offersBeforeClose);
        CyclicBarrier start = new CyclicBarrier(OFFERERS + 1);
        ExecutorService threads = Executors.newFixedThreadPool(OFFERERS + 1);
        try {
            List<Future<List<AtomicInteger[]>>> offers = new ArrayList<>();
            for (int i = 0; i < OFFERERS; i++) {
                Random own = new Random(random.nextLong());
                offers.add(threads.submit(() -> offer(rig, own, start, mayClose)));
            }
            AtomicBoolean isOver = new AtomicBoolean();
            Random acks = new Random(random.nextLong());
            Future<?> kafka = threads.submit(() -> acknowledge(rig, acks, start, isOver));

            assertThat(mayClose.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture.runAsync(() -> close(rig)).get(20, TimeUnit.SECONDS);

            isOver.set(true);
            kafka.get(10, TimeUnit.SECONDS);
            for (Future<List<AtomicInteger[]>> offered : offers) {
                for (AtomicInteger[] expectedAndTold : offered.get(10, TimeUnit.SECONDS)) {
                    assertThat(expectedAndTold[1].get()).isEqualTo(expectedAndTold[0].get());
                }
            }
            assertThat(rig.meters.prometheusText()).contains("collector_queue_bytes 0.0");
        } finally {
            threads.shutdownNow();
        }
    }

    /** Per pack: how often it is to be told (once when taken, else never), and how often it was. */
    private static List<AtomicInteger[]> offer(
            KafkaLogRig rig, Random random, CyclicBarrier start, CountDownLatch offered) throws Exception {
        List<AtomicInteger[]> packs = new ArrayList<>();
        start.await();
        for (int i = 0; i < PACKS_EACH; i++) {
            AtomicInteger expected = new AtomicInteger();
            AtomicInteger told = new AtomicInteger();
            packs.add(new AtomicInteger[] {expected, told});
            boolean isTaken = rig.log.offer(
                    random.nextInt(4), new byte[1 + random.nextInt(99)], failure -> told.incrementAndGet());
            expected.set(isTaken ? 1 : 0);
            offered.countDown();
        }
        return packs;
    }

    private static void acknowledge(KafkaLogRig rig, Random random, CyclicBarrier start, AtomicBoolean isOver) {
        try {
            start.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        while (!isOver.get()) {
            boolean wasOne = random.nextInt(4) == 0
                    ? rig.producer.errorNext(new NotEnoughReplicasException("now and then"))
                    : rig.producer.completeNext();
            if (!wasOne) {
                Thread.onSpinWait();
            }
        }
    }

    private static void close(KafkaLogRig rig) {
        try {
            rig.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

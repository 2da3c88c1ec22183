package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.EventLog.Offer;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.Spool;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.collector.spool.SpoolFiles;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableLogTest {

    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final long MIB = 1_048_576;

    @TempDir
    Path directory;

    private final HandProducer producer = new HandProducer();
    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final Readiness readiness = new Readiness();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> durable = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private DurableLog log;

    @BeforeEach
    void start() {
        LogConfig logConfig = new LogConfig(100, MIB, Duration.ofSeconds(10), Map.of());
        SpoolConfig config = new SpoolConfig(
                directory, SLOW, 4 * MIB, 64 * MIB, Duration.ofHours(1), 0, MIB, 1L << 40, Duration.ofSeconds(5));
        KafkaSender kafka = new KafkaSender(() -> producer, HandProducer.TOPIC, logConfig, meters, nanos::get);
        log = new DurableLog(
                kafka,
                config,
                logConfig.ackTimeout(),
                resend -> {
                    try {
                        return new Spool(SpoolFiles.onDisk(directory), config, resend, InstantSource.system(), meters);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                meters,
                readiness,
                nanos::get);
        log.awaitMetadata();
    }

    @AfterEach
    void stop() throws Exception {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.close();
    }

    @Test
    void shouldCallAPackDurableWhenKafkaHasItAndLeaveTheSpoolAlone() throws Exception {
        assertThat(offer("a")).isEqualTo(Offer.TAKEN);
        producer.awaitSent(1);
        assertThat(durable).isEmpty();

        producer.completeNext();

        assertThat(durable).containsExactly("a");
        assertThat(meters.count(CollectorMeter.PACKS_SPOOLED)).isZero();
    }

    @Test
    void shouldSpoolWhatKafkaRefusesAndAllThatFollows() throws Exception {
        offer("a");
        producer.awaitSent(1);
        producer.errorNext(new NotEnoughReplicasException("two are away"));
        await().until(() -> durable.contains("a"));

        offer("b");

        await().until(() -> durable.contains("b"));
        assertThat(meters.count(CollectorMeter.PACKS_SPOOLED)).isEqualTo(2);
        assertThat(meters.count(CollectorMeter.SPOOLING_STARTED)).isEqualTo(1);
        assertThat(log.state().isSpooling()).isTrue();
    }

    @Test
    void shouldSpoolWhatKafkaDoesNotAcknowledgeInTime() throws Exception {
        offer("a");
        producer.awaitSent(1);
        assertThat(durable).isEmpty();

        nanos.addAndGet(SLOW.toNanos() + 1);

        await().until(() -> durable.contains("a"));
        assertThat(log.state().isSpooling()).isTrue();
        producer.completeNext(); // late, and told to nobody a second time
        assertThat(durable).containsExactly("a");
    }

    @Test
    void shouldSpoolWhatTheQueueHasNoRoomForWithoutLeavingKafka() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        producer.held = hold;
        offer("held");
        producer.awaitEntered();
        for (int i = 0; i < 100; i++) {
            offer("queued");
        }

        offer("over");

        await().until(() -> durable.contains("over"));
        assertThat(log.state().isSpooling()).isFalse();
        producer.held = null;
        hold.countDown();
    }

    @Test
    void shouldGoBackToKafkaWhenThatTakesTheSpooledPacksAgain() throws Exception {
        offer("a");
        producer.awaitSent(1);
        producer.errorNext(new NotEnoughReplicasException("away"));
        await().until(() -> durable.contains("a"));

        producer.awaitSent(1); // the replay of "a"
        await().until(producer::completeNext);

        await().until(() -> !log.state().isSpooling());
        await().until(() -> meters.count(CollectorMeter.PACKS_REPLAYED) == 1);
        offer("b");
        producer.awaitSent(1);
        await().until(producer::completeNext);
        assertThat(durable).containsExactly("a", "b");
        assertThat(meters.count(CollectorMeter.PACKS_SPOOLED)).isEqualTo(1);
    }

    @Test
    void shouldStayWithTheSpoolWhileKafkaTakesItsPacksTooSlowly() throws Exception {
        offer("a");
        producer.awaitSent(1);
        producer.errorNext(new NotEnoughReplicasException("away"));
        producer.awaitSent(1);

        nanos.addAndGet(SLOW.toNanos() + 1);
        await().until(producer::completeNext);

        await().until(() -> meters.count(CollectorMeter.PACKS_REPLAYED) == 1);
        assertThat(log.state().isSpooling()).isTrue();
    }

    @Test
    void shouldKeepAPackThatKafkaNeverTakesWithoutLeavingKafka() throws Exception {
        offer("too large");
        producer.awaitSent(1);
        producer.errorNext(new RecordTooLargeException("1 MiB"));
        await().until(() -> durable.contains("too large"));

        producer.awaitSent(1);
        await().until(() -> producer.errorNext(new RecordTooLargeException("still")));

        await().until(() -> meters.count(CollectorMeter.PACKS_REFUSED_FOR_GOOD) == 1);
        assertThat(log.state().isSpooling()).isFalse();
        assertThat(log.spooledPacks()).isZero();
    }

    @Test
    void shouldBeReadyOnlyAfterARoundTripAndThroughAnOutage() throws Exception {
        log.state().show();
        assertThat(readiness.missing().get("log")).contains("no round trip");

        log.state().answered();
        assertThat(readiness.isReady()).isTrue();
        assertThat(log.state().way()).isEqualTo(BrokerState.Way.UP);

        offer("a");
        producer.awaitSent(1);
        producer.errorNext(new NotEnoughReplicasException("away"));
        assertThat(log.state().way()).isEqualTo(BrokerState.Way.SLOW);
        log.state().silent("no answer within 4000 ms");
        assertThat(log.state().way()).isEqualTo(BrokerState.Way.DOWN);
        assertThat(readiness.isReady()).isTrue(); // the spool keeps the promise
    }

    @Test
    void shouldPutWhatKafkaHasNotTakenIntoTheSpoolWhenItCloses() throws Exception {
        offer("a");
        producer.awaitSent(1);
        nanos.addAndGet(SLOW.toNanos() / 2);
        Thread closing = new Thread(() -> {
            try {
                log.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        closing.start();
        await().until(() -> offer("late") == Offer.FULL);
        nanos.addAndGet(SLOW.toNanos());
        closing.join();

        assertThat(durable).containsExactly("a");
        assertThat(givenUp).isEmpty();
        assertThat(log.spooledPacks()).isEqualTo(1);
    }

    private Offer offer(String text) {
        return log.offer(new Pack(1, text.getBytes(StandardCharsets.UTF_8), outcome -> {
            switch (outcome) {
                case DURABLE -> durable.add(text);
                case GIVEN_UP, LOST -> givenUp.add(text);
            }
        }));
    }
}

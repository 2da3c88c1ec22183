package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The load: writes events at an even rate until it is stopped, in transactions as the processor does, of which some are aborted. What is in the
 * topic is what the oracle goes by, so nothing is noted here. Threads: one of its own; {@link #stop} waits for it.
 */
final class EventFeed implements AutoCloseable {

    private static final long TICK_MS = 100;
    private static final long STOP_SECONDS = 30;
    private static final int ONE_ABORTED_IN = 12;

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventMix mix;
    private final SplittableRandom random;
    private final String topic;
    private final int partitions;
    private final int perTick;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "event-feed");
        made.setDaemon(true);
        return made;
    });

    EventFeed(KafkaConfig kafka, long seed, int eventsPerSecond) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topicPrefix() + "feed");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        mix = new EventMix(seed);
        random = new SplittableRandom(~seed);
        topic = kafka.nameOf(Topic.EVENTS);
        partitions = kafka.partitionsOf(Topic.EVENTS);
        perTick = (int) Math.max(1, eventsPerSecond * TICK_MS / 1_000);
    }

    /** So many at once, then evenly. */
    void start(int atOnce) {
        producer.initTransactions();
        thread.execute(() -> transaction(atOnce));
        thread.scheduleWithFixedDelay(() -> transaction(perTick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Returns when all of it is in the log. */
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the feed could not write what it had within " + STOP_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(Duration.ZERO);
    }

    private void transaction(int count) {
        long nowMs = System.currentTimeMillis();
        producer.beginTransaction();
        for (int i = 0; i < count; i++) {
            producer.send(new ProducerRecord<>(topic, random.nextInt(partitions), null, mix.next(nowMs)));
        }
        if (random.nextInt(ONE_ABORTED_IN) == 0) {
            producer.flush();
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
        }
    }
}

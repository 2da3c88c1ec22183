package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.RawEvent;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The load: writes into the raw log at an even rate until it is stopped. What is in the log is what the oracle goes by, so nothing is noted here.
 * Threads: one of its own, which makes everything; {@link #stop} waits for it.
 */
final class Feed implements AutoCloseable {

    private static final long TICK_MS = 20;
    private static final long STOP_SECONDS = 60;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Mix mix;
    private final Packing packing;
    private final int itemsPerTick;
    private final AtomicLong records = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "feed");
        made.setDaemon(true);
        return made;
    });

    Feed(KafkaConfig kafka, long seed, int itemsPerSecond) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        mix = new Mix(seed);
        String raw = kafka.nameOf(Topic.RAW);
        packing = new Packing(seed, kafka.partitionsOf(Topic.RAW), packed -> {
            records.incrementAndGet();
            producer.send(new ProducerRecord<>(raw, packed.partition(), null, packed.value()));
        });
        itemsPerTick = (int) Math.max(1, itemsPerSecond * TICK_MS / 1_000);
    }

    /** So many items at once, then evenly. */
    void start(int atOnce) {
        thread.execute(() -> items(atOnce));
        thread.scheduleWithFixedDelay(() -> items(itemsPerTick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Returns when all of it is in the log, each good event once more behind the rest. */
    void stop() throws InterruptedException {
        thread.execute(() -> {
            packing.flush(System.currentTimeMillis());
            for (RawEvent event : mix.known()) {
                long nowMs = System.currentTimeMillis();
                packing.add(Mix.retry(event, nowMs), nowMs);
            }
            packing.flush(System.currentTimeMillis());
            producer.flush();
        });
        thread.shutdown();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the feed could not write what it had within " + STOP_SECONDS + " s");
        }
    }

    /** Records handed to the log so far. */
    long records() {
        return records.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(java.time.Duration.ZERO);
        packing.close();
    }

    private void items(int count) {
        long nowMs = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            packing.add(mix.next(nowMs), nowMs);
        }
    }
}

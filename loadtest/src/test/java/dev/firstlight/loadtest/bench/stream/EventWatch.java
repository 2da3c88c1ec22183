package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the events that are committed from now on and takes the time since their packs were appended. Threads: one of its own, which ends with
 * {@link #close}; the histogram is the caller's once that has ended.
 */
final class EventWatch implements AutoCloseable {

    private static final long LATENCY_MAX_MS = 600_000;
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long fromMs;
    private final long toMs;
    private final Histogram latencies = new Histogram(LATENCY_MAX_MS, 3);
    private final AtomicLong lastSeenNanos = new AtomicLong(System.nanoTime());
    private final Thread thread = new Thread(this::watch, "event-watch");
    private volatile boolean isOver;

    /** @param fromMs packs appended before it or from {@code toMs} on are left out */
    EventWatch(KafkaConfig kafka, long fromMs, long toMs) {
        this.fromMs = fromMs;
        this.toMs = toMs;
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, kafka.partitionsOf(Topic.EVENTS))
                .mapToObj(partition -> new TopicPartition(kafka.nameOf(Topic.EVENTS), partition))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position); // now, not with the first poll
        thread.start();
    }

    /** What it has seen, once nothing has come for so long. */
    Histogram awaitQuiet(Duration quiet) throws InterruptedException {
        while (System.nanoTime() - lastSeenNanos.get() < quiet.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        close();
        return latencies;
    }

    private void watch() {
        while (!isOver) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                long nowMs = System.currentTimeMillis();
                lastSeenNanos.set(System.nanoTime());
                if (record.timestamp() >= fromMs && record.timestamp() < toMs) {
                    latencies.recordValue(Math.max(0, Math.min(LATENCY_MAX_MS, nowMs - record.timestamp())));
                }
            }
        }
        consumer.close();
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        thread.join();
    }
}

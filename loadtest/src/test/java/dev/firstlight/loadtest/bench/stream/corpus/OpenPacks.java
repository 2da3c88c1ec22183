package dev.firstlight.loadtest.bench.stream.corpus;

import dev.firstlight.schema.DayKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Packs that arrive by the clock, as collectors' do: events are added when they are due, whether the one before has been processed or not.
 * Threads: the caller's.
 */
public final class OpenPacks implements AutoCloseable {

    /** Events become due together, as many as come in it. */
    private static final long TICK_NANOS = 2_000_000;

    /** A generator further behind than this measures itself. */
    private static final Duration LATE_MAX = Duration.ofMillis(250);

    private static final double NANOS_PER_SECOND = 1e9;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Hits hits;
    private final Packs packs;
    private final AtomicLong failed = new AtomicLong();

    /** What was sent, and how late the generator was at most. */
    public record Sent(long events, long repeats, long failedPacks, Duration latest) {

        public boolean isOnTime() {
            return failedPacks == 0 && latest.compareTo(LATE_MAX) <= 0;
        }
    }

    public OpenPacks(
            String bootstrapServers, String topic, int partitions, DayKey key, List<String> userAgents, Random random) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5); // as the collector's
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        hits = new Hits(random, userAgents);
        packs = new Packs(partitions, Packs.ITEMS, key, random, (partition, pack) -> {
            var unused = producer.send(
                    new ProducerRecord<>(topic, partition, null, pack),
                    (metadata, problem) -> failed.addAndGet(problem == null ? 0 : 1));
        });
    }

    /** Returns when all is sent. */
    public Sent run(double perSecond, Duration duration) {
        long events = Math.round(perSecond * duration.toNanos() / NANOS_PER_SECOND);
        long startNanos = System.nanoTime();
        long latestNanos = 0;
        for (long sent = 0; sent < events; ) {
            long passed = System.nanoTime() - startNanos;
            long due = Math.min(events, (long) (passed * perSecond / NANOS_PER_SECOND));
            if (sent < due) {
                latestNanos = Math.max(latestNanos, passed - (long) (sent * NANOS_PER_SECOND / perSecond));
            }
            long nowMs = System.currentTimeMillis();
            for (; sent < due; sent++) {
                packs.add(hits.next(nowMs));
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        packs.flush();
        producer.flush();
        return new Sent(events, hits.repeats(), failed.get(), Duration.ofNanos(latestNanos));
    }

    @Override
    public void close() {
        producer.close();
        packs.close();
    }
}

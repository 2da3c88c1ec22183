package dev.firstlight.loadtest.bench.stream.corpus;

import dev.firstlight.schema.DedupId;
import dev.firstlight.stream.claim.ClaimEntries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Fills the changelog of the claims as if their ids had been claimed over the past window, in the order of their time. What an entry looks like
 * says the processor's own code, by {@link ClaimEntries}. Threads: the caller's.
 */
public final class ClaimsLog {

    /** The default of {@code claim.window}. */
    private static final Duration WINDOW = Duration.ofHours(49);

    private final String bootstrapServers;

    public ClaimsLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns when all are durable. */
    public void fill(String changelog, int partitions, long ids, long seed, long nowMs) {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            List<ClaimEntries> entries = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                int partition = i;
                entries.add(new ClaimEntries(WINDOW, (key, value) -> {
                    var unused = producer.send(
                            new ProducerRecord<>(changelog, partition, nowMs, key, value),
                            (metadata, problem) -> failure.compareAndSet(null, problem));
                }));
            }
            for (long i = 0; i < ids; i++) {
                DedupId id = new DedupId(random.nextLong(), random.nextLong());
                long appendedAt = nowMs - WINDOW.toMillis() + (long) ((double) WINDOW.toMillis() * i / ids);
                entries.get(id.partition(partitions)).claim(id, appendedAt);
            }
            entries.forEach(ClaimEntries::end);
        }
        Exception problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException("the changelog could not be filled: " + problem, problem);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"); // as the processor's
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 100);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

package dev.firstlight.loadtest.bench.stream.corpus;

import dev.firstlight.schema.DayKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes a corpus to one topic, piece by piece. A piece is one transaction: it is all there before a reader of what is committed sees the first of
 * it, so that what is measured never waits for the generator.
 *
 * <p>Threads: one. Failure: a Kafka that refuses ends the benchmark's part.
 */
public final class RawLog implements AutoCloseable {

    /** A piece, written and not yet seen. */
    public record Piece(int events, long repeats) {

        public long unique() {
            return events - repeats;
        }
    }

    /** Longer than any piece waits for its turn; the broker allows 15 minutes. */
    private static final int TRANSACTION_MS = 600_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Hits hits;
    private final Packs packs;

    /**
     * @param codec of Kafka's own compression: none where the packs are compressed
     * @param items of each pack
     */
    public RawLog(
            String bootstrapServers,
            String topic,
            int partitions,
            String codec,
            int items,
            DayKey key,
            List<String> userAgents,
            long seed) {
        producer = producer(bootstrapServers, topic, codec);
        Random random = new Random(seed);
        hits = new Hits(random, userAgents);
        packs = new Packs(partitions, items, key, random, (partition, pack) -> {
            var unused = producer.send(new ProducerRecord<>(topic, partition, null, pack));
        });
        producer.initTransactions();
    }

    /** Writes that many events, which nobody sees before {@link #commit}. */
    public Piece write(int events, long nowMs) {
        long repeatsBefore = hits.repeats();
        producer.beginTransaction();
        for (int i = 0; i < events; i++) {
            packs.add(hits.next(nowMs));
        }
        packs.flush();
        producer.flush();
        return new Piece(events, hits.repeats() - repeatsBefore);
    }

    /** Shows what was written; a send that had failed ends this in its exception. */
    public void commit() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
        packs.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, String topic, String codec) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "corpus-" + topic);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 50);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

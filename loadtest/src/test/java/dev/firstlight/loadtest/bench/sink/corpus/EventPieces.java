package dev.firstlight.loadtest.bench.sink.corpus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to a topic piece by piece, with the processor's producer settings. A piece is one transaction: all of it is there before a
 * reader of what is committed sees the first, so that what is measured never waits for the generator. Events come again after the last one, which a sink
 * does not mind. Threads: one.
 */
public final class EventPieces implements AutoCloseable {

    /** Longer than any piece waits for its turn; the broker allows 15 minutes. */
    private static final int TRANSACTION_MS = 600_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<ShopEvents.Made> events;
    private int next;

    public EventPieces(String bootstrapServers, String topic, List<ShopEvents.Made> events) {
        this.topic = topic;
        this.events = events;
        Map<String, Object> properties = properties(bootstrapServers);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "events-" + topic);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Writes that many, which nobody sees before {@link #show}. */
    public void write(int count) {
        producer.beginTransaction();
        for (int i = 0; i < count; i++) {
            ShopEvents.Made event = events.get(next);
            next = (next + 1) % events.size();
            var unused = producer.send(new ProducerRecord<>(topic, event.key(), event.value()));
        }
        producer.flush();
    }

    /** Shows what was written; a send that had failed ends this in its exception. */
    public void show() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }

    /** As the processor's {@code StreamsProperties} have them. */
    static Map<String, Object> properties(String bootstrapServers) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        return properties;
    }
}

package dev.firstlight.schema;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code firstlight.schemas}: each writer schema by fingerprint (16 hex digits → JSON), published before its first use, so that any
 * reader of any version can read any record. Threads: any; blocks for seconds, so at start or when a fingerprint is unknown.
 */
public final class SchemaTopic implements SchemaBook.Source {

    private static final Duration STEP = Duration.ofSeconds(10);

    private final KafkaConfig config;

    public SchemaTopic(KafkaConfig config) {
        this.config = config;
    }

    /** Publishes what this program is about to write; returns when it is durable. */
    public void publish(List<Schema> schemas) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> properties = config.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) STEP.toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Schema schema : schemas) {
                byte[] key =
                        String.format("%016x", AvroCodec.fingerprint(schema)).getBytes(StandardCharsets.US_ASCII);
                byte[] value = schema.toString().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(config.nameOf(Topic.SCHEMAS), key, value))
                        .get(STEP.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public Map<Long, String> published() {
        Map<String, Object> properties = config.clientProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        TopicPartition partition = new TopicPartition(config.nameOf(Topic.SCHEMAS), 0);
        Map<Long, String> schemas = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), STEP).get(partition));
            while (consumer.position(partition, STEP) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) {
                        schemas.put(
                                Long.parseUnsignedLong(new String(record.key(), StandardCharsets.US_ASCII), 16),
                                new String(record.value(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return schemas;
    }
}

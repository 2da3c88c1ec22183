package dev.firstlight.loadtest.broker;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics of a test's own on the shared broker, and clients for them: what the contract needs set, Kafka's defaults else.
 *
 * @param config one replica, because the broker is one
 */
record Log(KafkaConfig config) {

    static final int PARTITIONS = 3;

    private static final Duration STEP = Duration.ofSeconds(20);

    /** Under a prefix that no other test has. */
    static Log on(Broker broker) {
        return new Log(new KafkaConfig(
                broker.bootstrapServers(), "t" + Uuid.randomUuid() + '.', PARTITIONS, 1, 1, true, true, Map.of()));
    }

    Admin admin() {
        return Admin.create(config.clientProperties());
    }

    void create(Topic... topics) throws Exception {
        try (Admin admin = admin()) {
            new Topics(admin, config).createAndVerify(List.of(topics));
        }
    }

    TopicPartition first(Topic topic) {
        return new TopicPartition(config.nameOf(topic), 0);
    }

    /** Waits for all in-sync replicas. Its own bound on records is above every topic's, so that the broker is the one to refuse. */
    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(config.clientProperties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 * 1024 * 1024);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) STEP.toMillis());
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer group of this test, as one of its members would give it to a transaction. */
    ConsumerGroupMetadata group() {
        try (KafkaConsumer<byte[], byte[]> member =
                consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, config.topicPrefix() + "group"))) {
            return member.groupMetadata();
        }
    }

    /** All records of a partition up to its end, as that isolation level has it. */
    List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, String isolationLevel) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                consumer(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolationLevel))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), STEP).getOrDefault(partition, 0L);
            while (consumer.position(partition, STEP) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(config.clientProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.putAll(more);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}

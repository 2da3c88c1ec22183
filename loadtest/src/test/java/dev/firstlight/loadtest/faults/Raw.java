package dev.firstlight.loadtest.faults;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One topic as Kafka has it, read on from where it was read to. Threads: one. */
final class Raw implements AutoCloseable {

    static final int PARTITIONS = 3;

    private static final Duration STEP = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    Raw(int kafkaPort, String topicPrefix, Topic topic) {
        KafkaConfig config =
                new KafkaConfig("127.0.0.1:" + kafkaPort, topicPrefix, PARTITIONS, 1, 1, true, false, Map.of());
        Map<String, Object> properties = config.clientProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put("reconnect.backoff.max.ms", 100);
        properties.put("socket.connection.setup.timeout.ms", 500);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (int i = 0; i < config.partitionsOf(topic); i++) {
            partitions.add(new TopicPartition(config.nameOf(topic), i));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All records up to the end as it is now that were not read before. */
    List<ConsumerRecord<byte[], byte[]>> readOn() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, STEP);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), STEP) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}

package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One topic as readers downstream see it, committed transactions only, read on from where it was read to. Threads: one. */
final class TopicReader implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(60); // a paused broker is waited for

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    TopicReader(KafkaConfig kafka, Topic topic) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (int i = 0; i < kafka.partitionsOf(topic); i++) {
            partitions.add(new TopicPartition(kafka.nameOf(topic), i));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What one poll brings. */
    Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        return consumer.poll(atMost);
    }

    /** All records up to the end as it is now that were not read before. */
    List<ConsumerRecord<byte[], byte[]>> readOn() {
        return readTo(consumer.endOffsets(partitions, STEP));
    }

    /** Of each partition the records before these offsets that were not read before. */
    List<ConsumerRecord<byte[], byte[]>> readTo(Map<TopicPartition, Long> ends) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), STEP) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.getOrDefault(partition, 0L)) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions, STEP);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}

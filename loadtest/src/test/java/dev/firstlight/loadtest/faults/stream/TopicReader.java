package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One topic as readers downstream see it, committed transactions only, read on from where it was read to. Threads: one. */
public final class TopicReader implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(60); // a paused broker is waited for

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    public TopicReader(KafkaConfig kafka, Topic topic) {
        this(consumer(kafka), kafka.nameOf(topic), kafka.partitionsOf(topic));
    }

    TopicReader(Consumer<byte[], byte[]> consumer, String topic, int partitions) {
        this.consumer = consumer;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new TopicPartition(topic, i));
        }
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
    }

    private static Consumer<byte[], byte[]> consumer(KafkaConfig kafka) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What one poll brings. */
    Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        return consumer.poll(atMost);
    }

    /** All records up to the end as it is now that were not read before. */
    public List<ConsumerRecord<byte[], byte[]>> readOn() {
        return readTo(consumer.endOffsets(partitions, STEP));
    }

    /** Of each partition the records before these offsets that were not read before; those behind them are for the next call. */
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
        ends.forEach((partition, end) -> {
            if (consumer.position(partition, STEP) > end) { // polled as well, and not answered
                consumer.seek(partition, end);
            }
        });
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

package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics of the running pipeline, committed records only, from a time to where they end when the reading begins. One thread;
 * {@value #STALLED_POLLS_MAX} polls of 200 ms that bring nothing end it with an error.
 */
final class TopicScan implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(200);
    private static final int STALLED_POLLS_MAX = 150;

    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicScan(String bootstrapServers) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Hands over every record that came at or after {@code fromMs}. */
    void read(Topic topic, long fromMs, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        Map<TopicPartition, Long> ends = ends(topic);
        consumer.assign(ends.keySet());
        if (fromMs <= 0) {
            consumer.seekToBeginning(ends.keySet());
        } else {
            seek(ends, fromMs);
        }
        int stalled = 0;
        while (!isAt(ends)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(STEP);
            records.forEach(to);
            stalled = records.isEmpty() ? stalled + 1 : 0;
            if (stalled > STALLED_POLLS_MAX) {
                throw new Sentence(1, topic.topicName() + " could not be read to its end");
            }
        }
    }

    /** Where each partition ends now. */
    Map<TopicPartition, Long> ends(Topic topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toList());
        return consumer.endOffsets(partitions);
    }

    /** Whether a committed record stands at or after {@code from} and before {@code end}: markers and what was aborted are none. */
    boolean hasRecord(TopicPartition partition, long from, long end) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        for (int polls = 0; polls < STALLED_POLLS_MAX; polls++) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
                return record.offset() < end;
            }
            if (consumer.position(partition) >= end) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void seek(Map<TopicPartition, Long> ends, long fromMs) {
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, fromMs));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp at = found.get(partition);
            consumer.seek(partition, at == null ? end : at.offset());
        });
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}

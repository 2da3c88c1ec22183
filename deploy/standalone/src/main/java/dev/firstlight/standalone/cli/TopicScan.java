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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics of the running pipeline, committed records only, from a time to where they end when the reading begins. One thread;
 * {@value #STALLED_POLLS_MAX} polls of 200 ms that bring nothing end it with an error.
 */
final class TopicScan implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(200);
    private static final int STALLED_POLLS_MAX = 150;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

    TopicScan(String bootstrapServers) {
        this(consumer(bootstrapServers));
    }

    /** @param consumer of what is committed, which starts where a topic begins when an offset is gone; is closed with this */
    TopicScan(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // What a stage has not read and retention has deleted is not there; what is left of it comes after, not before.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Hands over every record that came at or after {@code fromMs}. */
    void read(Topic topic, long fromMs, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        boolean unused = read(startsAt(topic, fromMs), ends(topic), Long.MAX_VALUE, to);
    }

    /**
     * Hands over what stands from one place to another in each partition of both, and perhaps more.
     *
     * @return false when it was given up after {@code recordsMax} records
     */
    boolean read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            long recordsMax,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        consumer.assign(ends.keySet());
        ends.keySet().forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        return readTo(ends, recordsMax, to);
    }

    private boolean readTo(
            Map<TopicPartition, Long> ends, long recordsMax, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        int stalled = 0;
        long read = 0;
        while (!isAt(ends)) {
            if (read >= recordsMax) {
                return false;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(STEP);
            records.forEach(to);
            read += records.count();
            stalled = records.isEmpty() ? stalled + 1 : 0;
            if (stalled > STALLED_POLLS_MAX) {
                String topics = ends.keySet().stream()
                        .map(TopicPartition::topic)
                        .distinct()
                        .collect(Collectors.joining(", "));
                throw new Sentence(1, topics + " could not be read to its end");
            }
        }
        return true;
    }

    /** Where each partition ends now. */
    Map<TopicPartition, Long> ends(Topic topic) {
        return consumer.endOffsets(partitions(topic));
    }

    /** Where in each partition the first record stands that came at or after {@code fromMs}, or the end. */
    Map<TopicPartition, Long> startsAt(Topic topic, long fromMs) {
        List<TopicPartition> partitions = partitions(topic);
        if (fromMs <= 0) {
            return consumer.beginningOffsets(partitions);
        }
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, fromMs));
        consumer.offsetsForTimes(times).forEach((partition, at) -> {
            if (at != null) {
                starts.put(partition, at.offset());
            }
        });
        return starts;
    }

    private List<TopicPartition> partitions(Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toList());
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

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}

package dev.firstlight.stream;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A time of the raw log as offsets of each partition. The log's own clock stamps its records, so a time is when the log took them, not when
 * the collector received them: what came out of a spool is where it was let in.
 *
 * @param starts inclusive, by partition
 * @param ends exclusive, by partition; never before the start
 */
record RawRange(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {

    private static final long TIMEOUT_SECONDS = 30;

    /** The records from {@code from} until before {@code to}, as far as the log has them now. */
    static RawRange of(Admin admin, String topic, Instant from, Instant to)
            throws InterruptedException, ExecutionException, TimeoutException {
        TopicDescription described = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .get(topic));
        List<TopicPartition> partitions = described.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        Map<TopicPartition, Long> newest = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> starts = offsets(admin, partitions, OffsetSpec.forTimestamp(from.toEpochMilli()));
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.forTimestamp(to.toEpochMilli()));
        for (TopicPartition partition : partitions) {
            long end = Objects.requireNonNull(newest.get(partition));
            starts.computeIfPresent(partition, (same, offset) -> offset < 0 ? end : offset); // -1: nothing is as late
            long start = Objects.requireNonNull(starts.get(partition));
            ends.computeIfPresent(partition, (same, offset) -> Math.max(start, offset < 0 ? end : offset));
        }
        return new RawRange(starts, ends);
    }

    long records() {
        return recordsUpTo(ends);
    }

    /** How many of the range are below these offsets. */
    long recordsUpTo(Map<TopicPartition, Long> offsets) {
        long sum = 0;
        for (Map.Entry<TopicPartition, Long> start : starts.entrySet()) {
            long end = ends.getOrDefault(start.getKey(), 0L);
            long reached = offsets.getOrDefault(start.getKey(), 0L);
            sum += Math.max(0, Math.min(end, reached) - start.getValue());
        }
        return sum;
    }

    Map<TopicPartition, OffsetAndMetadata> startsToCommit() {
        Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
        starts.forEach((partition, offset) -> commit.put(partition, new OffsetAndMetadata(offset)));
        return commit;
    }

    Map<Integer, Long> endsByNumber() {
        Map<Integer, Long> numbers = new HashMap<>();
        ends.forEach((partition, offset) -> numbers.put(partition.partition(), offset));
        return numbers;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicPartition> of, OffsetSpec what)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        of.forEach(partition -> asked.put(partition, what));
        Map<TopicPartition, ListOffsetsResultInfo> answered =
                admin.listOffsets(asked).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answered.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}

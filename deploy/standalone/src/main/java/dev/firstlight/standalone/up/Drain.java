package dev.firstlight.standalone.up;

import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the collector's stop and the others': waits until the processor and the sink have read all there is, or until the timeout. What
 * is not through by then is durable and goes on at the next start.
 */
final class Drain implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final long STEP_MS = 50;
    private static final long ASK_SECONDS = 5;

    private final String bootstrapServers;
    private final Duration timeout;
    private final String sinkGroup;

    /** @param sinkGroup the consumer group of our sink: what others have read of the same topic says nothing of it */
    Drain(String bootstrapServers, Duration timeout, String sinkGroup) {
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
        this.sinkGroup = sinkGroup;
    }

    @Override
    public void close() throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(properties)) {
            boolean isThrough = false;
            while (!isThrough && System.nanoTime() < deadline) {
                isThrough = isThrough(admin);
                if (!isThrough) {
                    TimeUnit.MILLISECONDS.sleep(STEP_MS);
                }
            }
            if (!isThrough) {
                LOG.warn("not everything is in the warehouse yet; it is durable and goes on at the next start");
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "could not tell whether everything is in the warehouse; it is durable and goes on at the next start",
                    e);
        }
    }

    /** Whether both have read all there is at this moment. */
    boolean isThrough(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        return isRead(admin, Topic.RAW, Stage.PROCESSOR.group(), 0) && isRead(admin, Topic.EVENTS, sinkGroup, 1);
    }

    /**
     * Whether the group has committed to within {@code markers} of the end of every partition. A transaction's marker takes one offset
     * after the last record, which no reader's record commits.
     */
    private static boolean isRead(Admin admin, Topic topic, String group, long markers)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(topic.topicName()))
                .allTopicNames()
                .get(ASK_SECONDS, TimeUnit.SECONDS)
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(partition ->
                                latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        return admin.listOffsets(latest).all().get(ASK_SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .allMatch(end -> end.getValue().offset() - markers <= readOf(committed, end.getKey()));
    }

    private static long readOf(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
        OffsetAndMetadata offset = committed.get(partition);
        return offset == null ? 0 : offset.offset();
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ASK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of(); // it has read nothing yet
            }
            throw e;
        }
    }
}

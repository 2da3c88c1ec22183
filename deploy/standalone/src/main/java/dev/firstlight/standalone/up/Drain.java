package dev.firstlight.standalone.up;

import dev.firstlight.schema.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
    private final UpConfig config;

    Drain(String bootstrapServers, UpConfig config) {
        this.bootstrapServers = bootstrapServers;
        this.config = config;
    }

    @Override
    public void close() throws InterruptedException {
        long deadline = System.nanoTime() + config.drainTimeout().toNanos();
        Map<String, Object> properties = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(properties)) {
            boolean isThrough = false;
            while (!isThrough && System.nanoTime() < deadline) {
                isThrough = isRead(admin, Topic.RAW, 0) && isRead(admin, Topic.EVENTS, 1);
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

    /**
     * Whether some group has committed to within {@code markers} of the end of every partition. A transaction's marker takes one offset
     * after the last record, which no reader's record commits.
     */
    private static boolean isRead(Admin admin, Topic topic, long markers)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> committed = committed(admin, topic);
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(java.util.List.of(topic.topicName()))
                .allTopicNames()
                .get(ASK_SECONDS, TimeUnit.SECONDS)
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(partition ->
                                latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        return admin.listOffsets(latest).all().get(ASK_SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .allMatch(end -> end.getValue().offset() - markers <= committed.getOrDefault(end.getKey(), 0L));
    }

    private static Map<TopicPartition, Long> committed(Admin admin, Topic topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (var group : admin.listGroups().all().get(ASK_SECONDS, TimeUnit.SECONDS)) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get(ASK_SECONDS, TimeUnit.SECONDS);
            offsets.forEach((partition, offset) -> {
                if (partition.topic().equals(topic.topicName()) && offset != null) {
                    committed.merge(partition, offset.offset(), Math::max);
                }
            });
        }
        return committed;
    }
}

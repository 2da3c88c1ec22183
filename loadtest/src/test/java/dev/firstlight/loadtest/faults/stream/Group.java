package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The processor's consumer group as the broker has it: what is committed, and who has which partitions. Threads: one. */
final class Group implements AutoCloseable {

    private final String name;
    private final String raw;
    private final Admin admin;

    Group(KafkaConfig kafka) {
        name = kafka.topicPrefix() + "firstlight-stream-processor";
        raw = kafka.nameOf(Topic.RAW);
        admin = Admin.create(kafka.clientProperties());
    }

    /** The offsets of the raw log that are committed. */
    Map<TopicPartition, Long> committed() throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(name)
                    .partitionsToOffsetAndMetadata()
                    .get();
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            return committed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the committed offsets cannot be read", e);
        }
    }

    /** The partitions of the raw log that this instance works on. */
    List<Integer> partitionsOf(String instance) throws InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(name)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .filter(member -> member.groupInstanceId().orElse("").startsWith(instance))
                    .map(MemberDescription::assignment)
                    .flatMap(assignment -> assignment.topicPartitions().stream())
                    .filter(partition -> partition.topic().equals(raw))
                    .map(TopicPartition::partition)
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the group cannot be described", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}

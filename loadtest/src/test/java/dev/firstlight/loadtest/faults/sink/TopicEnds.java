package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where topics end. A transaction's last words come a moment after its commit was answered: until then its records are in nobody's sight. */
record TopicEnds(KafkaConfig kafka, Admin admin) {

    private static final long OPEN_SECONDS = 30;
    private static final long LOOK_MS = 10;

    /** Returns when all that is in the topic is committed or aborted. */
    void awaitNothingOpen(Topic topic) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_SECONDS);
        while (!of(topic, IsolationLevel.READ_COMMITTED).equals(of(topic, IsolationLevel.READ_UNCOMMITTED))) {
            if (System.nanoTime() - endNanos > 0) {
                throw new IllegalStateException("a transaction stays open in " + kafka.nameOf(topic));
            }
            Pause.of(LOOK_MS);
        }
    }

    private Map<TopicPartition, Long> of(Topic topic, IsolationLevel level) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int i = 0; i < kafka.partitionsOf(topic); i++) {
            asked.put(new TopicPartition(kafka.nameOf(topic), i), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            admin.listOffsets(asked, new ListOffsetsOptions(level))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the ends of " + kafka.nameOf(topic) + " cannot be asked for", e);
        }
    }
}

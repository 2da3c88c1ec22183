package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;

/** What topics take on the broker's disk. Threads: the benchmark's; blocks for as long as the broker needs. */
record TopicBytes(KafkaConfig kafka) {

    private static final long WITHIN_SECONDS = 30;

    /** Bytes by topic, of one replica. */
    Map<String, Long> now() throws IOException, InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            int node = admin.describeCluster()
                    .nodes()
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS)
                    .iterator()
                    .next()
                    .id();
            for (Map<String, LogDirDescription> dirs : admin.describeLogDirs(List.of(node))
                    .allDescriptions()
                    .get(WITHIN_SECONDS, TimeUnit.SECONDS)
                    .values()) {
                for (LogDirDescription dir : dirs.values()) {
                    dir.replicaInfos()
                            .forEach((partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum));
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker does not say what its topics take", e);
        }
        return bytes;
    }

    /** What those topics have grown by whose name has this in it. */
    static long grown(Map<String, Long> before, Map<String, Long> after, String prefix, String part) {
        long grown = 0;
        for (Map.Entry<String, Long> topic : after.entrySet()) {
            if (topic.getKey().startsWith(prefix) && topic.getKey().contains(part)) {
                grown += topic.getValue() - before.getOrDefault(topic.getKey(), 0L);
            }
        }
        return grown;
    }
}

package dev.firstlight.schema;

import dev.firstlight.runtime.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Which Kafka, and how our topics stand in it. Read alike by all three services from the section {@code kafka}.
 *
 * @param client settings given to every client as they are: {@code security.protocol}, {@code sasl.*}, {@code ssl.*}, ...
 * @param partitions of {@code firstlight.raw} and {@code firstlight.events}
 * @param isSingleReplicaAllowed whether one replica is enough: for one machine only, since an answer is then one disk's word
 */
public record KafkaConfig(
        String bootstrapServers,
        String topicPrefix,
        int partitions,
        int replication,
        int minInSyncReplicas,
        boolean isSingleReplicaAllowed,
        boolean mayCreateTopics,
        Map<String, String> client) {

    /** Paths under a service's root that hold names of Kafka's own. */
    public static final String CLIENT_SECTION = "kafka.client";

    public static KafkaConfig from(Settings settings) {
        Set<String> known = new HashSet<>(ProducerConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        KafkaConfig config = new KafkaConfig(
                settings.text("kafka.bootstrap-servers"),
                settings.text("kafka.topic-prefix"),
                settings.integer("kafka.partitions", 1, 4_096),
                settings.integer("kafka.replication", 1, 32),
                settings.integer("kafka.min-in-sync-replicas", 1, 32),
                settings.flag("kafka.allow-single-replica"),
                settings.flag("kafka.create-topics"),
                settings.open(CLIENT_SECTION, known));
        if (!config.isSingleReplicaAllowed && config.minInSyncReplicas < 2) {
            settings.problem(
                    "kafka.min-in-sync-replicas",
                    "at least 2, so that an acknowledged event is on two machines; or set allow-single-replica");
        }
        if (config.minInSyncReplicas > config.replication) {
            settings.problem("kafka.min-in-sync-replicas", "more than kafka.replication");
        }
        return config;
    }

    /** The topic's full name here. */
    public String nameOf(Topic topic) {
        return topicPrefix + topic.topicName();
    }

    public int partitionsOf(Topic topic) {
        return topic.isPartitioned() ? partitions : 1;
    }

    /** What every client of ours is given; the caller adds to its own copy. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return properties;
    }
}

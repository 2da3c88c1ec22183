package dev.firstlight.schema;

import dev.firstlight.runtime.CannotStartException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Creates our topics where they are missing and verifies those that are there. Threads: one, at start; blocks for at most
 * {@value #TIMEOUT_SECONDS} s a step.
 */
public final class Topics {

    private static final long TIMEOUT_SECONDS = 30;
    private static final String MIN_ISR = "min.insync.replicas";

    /** A topic is not as it must be; the message names every difference. */
    public static final class MismatchException extends CannotStartException {
        private static final long serialVersionUID = 1L;

        MismatchException(List<String> differences) {
            super("the topics are not as they must be:\n  " + String.join("\n  ", differences), null);
        }
    }

    private final Admin admin;
    private final KafkaConfig config;

    public Topics(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /** @throws MismatchException when one is missing (and may not be created) or differs */
    public void createAndVerify(Collection<Topic> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        List<String> differences = new ArrayList<>();
        for (Topic topic : topics) {
            if (there.contains(config.nameOf(topic))) {
                continue;
            }
            if (config.mayCreateTopics()) {
                create(topic);
            } else {
                differences.add(config.nameOf(topic) + " is missing, and create-topics is off");
            }
        }
        if (differences.isEmpty()) {
            verify(topics, differences);
        }
        if (!differences.isEmpty()) {
            throw new MismatchException(differences);
        }
    }

    private void create(Topic topic) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, String> topicConfig = new HashMap<>(topic.config());
        topicConfig.put(MIN_ISR, String.valueOf(config.minInSyncReplicas()));
        NewTopic wanted = new NewTopic(config.nameOf(topic), config.partitionsOf(topic), (short) config.replication())
                .configs(topicConfig);
        try {
            admin.createTopics(List.of(wanted)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another service was faster
                throw e;
            }
        }
    }

    private void verify(Collection<Topic> topics, List<String> differences)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> names = topics.stream().map(config::nameOf).toList();
        Map<String, TopicDescription> described = described(names);
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(resources).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        for (Topic topic : topics) {
            String name = config.nameOf(topic);
            List<TopicPartitionInfo> partitions = there(described.get(name)).partitions();
            if (partitions.size() != config.partitionsOf(topic)) {
                differences.add(name + " has " + partitions.size() + " partitions, configured are "
                        + config.partitionsOf(topic)
                        + "; the count is part of the topic's identity and is never changed in place");
            }
            // Kafka takes a greater min.insync.replicas than there are replicas for the number of replicas.
            int replicas = partitions.stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            if (replicas < 2 && !config.isSingleReplicaAllowed()) {
                differences.add(name + " has partitions of " + replicas
                        + " replica, needed are 2 for an answer to be durable; or set allow-single-replica");
            }
            verifyConfig(topic, there(configs.get(new ConfigResource(ConfigResource.Type.TOPIC, name))), differences);
        }
    }

    private static <T> T there(@Nullable T answered) {
        return Objects.requireNonNull(answered, "the broker answers for every name it is asked for");
    }

    /** A topic that was created a moment ago may be unknown to the broker that is asked; it is asked again within the timeout. */
    private Map<String, TopicDescription> described(List<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                boolean isUnknown =
                        e.getCause() instanceof org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
                if (!isUnknown || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private void verifyConfig(Topic topic, Config actual, List<String> differences) {
        String name = config.nameOf(topic);
        for (String key : List.of("cleanup.policy", "message.timestamp.type")) {
            String wanted = String.valueOf(topic.config().get(key));
            String found = actual.get(key).value();
            if (!wanted.equals(found)) {
                differences.add(name + " has " + key + "=" + found + ", needed is " + wanted);
            }
        }
        if (Integer.parseInt(actual.get("max.message.bytes").value()) < topic.recordBytesMax()) {
            differences.add(name + " takes records of "
                    + actual.get("max.message.bytes").value() + " bytes, needed are " + topic.recordBytesMax());
        }
        int minIsr = Integer.parseInt(actual.get(MIN_ISR).value());
        if (minIsr < 2 && !config.isSingleReplicaAllowed()) {
            differences.add(name + " has " + MIN_ISR + "=" + minIsr
                    + ", needed are 2 for an answer to be durable; or set allow-single-replica");
        }
    }
}

package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** The changelogs of one processor, made for another as Kafka Streams has made them for the first. Threads: the benchmark's. */
record Changelogs(KafkaConfig kafka) {

    private static final String SUFFIX = "-changelog";
    private static final long WITHIN_SECONDS = 30;

    /** Makes them, empty, and answers the name of the one that has {@code part} in it. */
    String copy(String fromPrefix, String toPrefix, String part) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            List<String> names = admin.listTopics().names().get(WITHIN_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(name -> name.startsWith(fromPrefix) && name.endsWith(SUFFIX))
                    .toList();
            List<NewTopic> wanted = new ArrayList<>();
            Map<String, TopicDescription> topics =
                    admin.describeTopics(names).allTopicNames().get(WITHIN_SECONDS, TimeUnit.SECONDS);
            for (String name : names) {
                int partitions =
                        Objects.requireNonNull(topics.get(name)).partitions().size();
                wanted.add(new NewTopic(renamed(name, fromPrefix, toPrefix), partitions, (short) 1)
                        .configs(settings(admin, name)));
            }
            admin.createTopics(wanted).all().get(WITHIN_SECONDS, TimeUnit.SECONDS);
            return wanted.stream()
                    .map(NewTopic::name)
                    .filter(name -> name.contains(part))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no changelog of " + part + " among " + names));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the changelogs could not be made", e);
        }
    }

    private static String renamed(String name, String fromPrefix, String toPrefix) {
        return toPrefix + name.substring(fromPrefix.length());
    }

    /** Those that are the topic's own. */
    private static Map<String, String> settings(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = Objects.requireNonNull(admin.describeConfigs(List.of(resource))
                .all()
                .get(WITHIN_SECONDS, TimeUnit.SECONDS)
                .get(resource));
        Map<String, String> settings = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }
}

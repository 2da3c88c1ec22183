package dev.firstlight.stream;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.KafkaConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * How the topology runs.
 *
 * @param stateDirectory this process's own
 * @param stateMemoryBytes of all its stores together: caches and what is not yet written to disk
 * @param instanceId stable across restarts and unique among the instances
 * @param passedOn names of Kafka Streams' own, put over ours
 */
record StreamConfig(
        Path stateDirectory,
        long stateMemoryBytes,
        String instanceId,
        int threads,
        int standbyReplicas,
        Duration commitInterval,
        Map<String, String> passedOn) {

    /** Path under the root that holds names of Kafka Streams' own. */
    static final String STREAMS_SECTION = "kafka.streams";

    private static final Pattern INSTANCE_ID = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    static StreamConfig from(Settings settings, Map<String, String> env) {
        StreamConfig config = new StreamConfig(
                Path.of(settings.text("state-directory")),
                settings.bytes("state-memory", 8 << 20, 64L << 30),
                instanceId(settings, env),
                settings.integer("threads", 1, 256),
                settings.integer("standby-replicas", 0, 8),
                settings.duration("commit-interval", Duration.ofMillis(100), Duration.ofSeconds(1)),
                settings.open(STREAMS_SECTION, known()));
        reserve(settings, STREAMS_SECTION);
        reserve(settings, KafkaConfig.CLIENT_SECTION); // what every client is given, Kafka Streams' are given too
        if (!INSTANCE_ID.matcher(config.instanceId).matches()) {
            settings.problem(
                    "instance-id", "1 to 200 of A-Z a-z 0-9 . _ -; none was given and the host's name is none");
        }
        return config;
    }

    private static void reserve(Settings settings, String section) {
        for (String name : settings.open(section, Set.of()).keySet()) {
            @Nullable String reason = ReservedNames.reason(name);
            if (reason != null) {
                settings.problem(section + "." + name, reason);
            }
        }
    }

    private static String instanceId(Settings settings, Map<String, String> env) {
        @Nullable String given = settings.textOrNone("instance-id");
        if (given != null) {
            return given;
        }
        String host = env.get("HOSTNAME");
        try {
            return host == null || host.isBlank() ? InetAddress.getLocalHost().getHostName() : host;
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(StreamsConfig.configDef().names());
        for (String name : ConsumerConfig.configNames()) {
            known.add(name);
            known.add(StreamsConfig.consumerPrefix(name));
            known.add(StreamsConfig.mainConsumerPrefix(name));
            known.add(StreamsConfig.restoreConsumerPrefix(name));
        }
        for (String name : ProducerConfig.configNames()) {
            known.add(name);
            known.add(StreamsConfig.producerPrefix(name));
        }
        for (String name : AdminClientConfig.configNames()) {
            known.add(StreamsConfig.adminClientPrefix(name));
        }
        return known;
    }
}

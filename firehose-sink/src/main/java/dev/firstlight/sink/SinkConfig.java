package dev.firstlight.sink;

import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sink's settings, read once. {@code reference.conf} explains every key.
 *
 * @param instanceId this sink's name in the consumer group
 * @param consumer given to the consumer of events over ours
 * @param effectiveJson all values in force, secrets masked
 */
public record SinkConfig(
        String instanceId,
        Duration drainTimeout,
        KafkaConfig kafka,
        Map<String, String> consumer,
        EventsConfig events,
        Destination destination,
        FirehoseConfig firehose,
        ObjectsConfig objects,
        PackLimits pack,
        Backoff backoff,
        AdminConfig admin,
        String effectiveJson) {

    /** The section of the configuration file. */
    static final String ROOT = "firehose-sink";

    private static final String CONSUMER = "kafka.consumer";

    /** @throws SettingsException naming every problem at once */
    public static SinkConfig load(@Nullable Path file, Map<String, String> env) {
        Settings settings = Settings.load(ROOT, file, env, Set.of(KafkaConfig.CLIENT_SECTION, CONSUMER));
        Destination destination = settings.oneOf("deliver-to", Destination.class);
        SinkConfig config = new SinkConfig(
                instanceId(settings),
                settings.duration("drain-timeout", Duration.ZERO, Duration.ofHours(1)),
                KafkaConfig.from(settings),
                consumer(settings),
                EventsConfig.ofReader(settings),
                destination,
                FirehoseConfig.from(settings),
                ObjectsConfig.from(settings, destination),
                PackLimits.from(settings),
                Backoff.from(settings),
                AdminConfig.from(settings),
                settings.effectiveJson());
        if (destination == Destination.FIREHOSE) {
            config.firehose.checkMemory(
                    settings, config.pack, Runtime.getRuntime().maxMemory());
        }
        settings.verify();
        return config;
    }

    /** The consumer group of all sinks to this destination. */
    public String group() {
        return kafka.topicPrefix() + destination.stage();
    }

    private static String instanceId(Settings settings) {
        String given = settings.textOrNone("instance-id");
        if (given != null) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            settings.problem("instance-id", "this host has no name; give the sink one");
            return ROOT;
        }
    }

    private static Map<String, String> consumer(Settings settings) {
        Map<String, String> given = settings.open(CONSUMER, ConsumerConfig.configNames());
        for (String name : given.keySet()) {
            if (KafkaClients.OURS_ALONE.contains(name)) {
                settings.problem(CONSUMER + "." + name, "is what the sink's guarantee rests on and cannot be set");
            }
        }
        return given;
    }
}

package dev.firstlight.collector;

import dev.firstlight.collector.edge.HttpConfig;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.log.LogConfig;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.KafkaConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the collector; each record stands beside its consumer.
 *
 * @param effective the values in force as JSON, secrets masked
 */
public record CollectorConfig(
        HttpConfig http,
        PackConfig pack,
        LogConfig log,
        SpoolConfig spool,
        KafkaConfig kafka,
        PixelSettings pixels,
        Path keysDirectory,
        AdminConfig admin,
        String effective) {

    private static final Set<String> OPEN_SECTIONS = Set.of("pixels", "kafka.client", "kafka.producer");

    /**
     * Reads them.
     *
     * @throws SettingsException naming everything that is wrong
     */
    public static CollectorConfig load(@Nullable Path file, Map<String, String> env) {
        FileStamp stamp = file == null ? null : FileStamp.of(file); // before it is read: what comes later is a change
        Settings settings = Settings.load("collector", file, env, OPEN_SECTIONS);
        CollectorConfig config = new CollectorConfig(
                HttpConfig.from(settings),
                PackConfig.from(settings),
                LogConfig.from(settings),
                SpoolConfig.from(settings),
                KafkaConfig.from(settings),
                new PixelSettings(PixelPolicy.from(settings), file, stamp, env, settings),
                Path.of(settings.text("keys.directory")),
                AdminConfig.from(settings),
                settings.effectiveJson());
        if (config.log().ackTimeout().compareTo(config.spool().slowAfter()) < 0) {
            settings.problem(
                    "log.ack-timeout",
                    "is below spool.slow-after: a pack must reach the spool before Kafka's client gives it up");
        }
        settings.verify();
        return config;
    }
}

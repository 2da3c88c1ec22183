package dev.firstlight.collector;

import dev.firstlight.collector.edge.HttpConfig;
import dev.firstlight.collector.event.EventLimits;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.log.LogConfig;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
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
        EventLimits event,
        PackConfig pack,
        LogConfig log,
        SpoolConfig spool,
        KafkaConfig kafka,
        PixelSettings pixels,
        Path keysDirectory,
        AdminConfig admin,
        String effective) {

    /** For a tick of the watch in {@code DurableLog} (20 ms), the spool's queue and its fsync on a disk that is busy. */
    private static final Duration SPOOL_ANSWERS_WITHIN = Duration.ofSeconds(1);

    private static final Set<String> OPEN_SECTIONS = Set.of("pixels", "kafka.client", "kafka.producer");

    /**
     * Reads them.
     *
     * @throws SettingsException naming everything that is wrong
     */
    public static CollectorConfig load(@Nullable Path file, Map<String, String> env) {
        return load(file, env, new FileStamps.Reading());
    }

    /** As {@link #load(Path, Map)}; {@code reading} knows the files afterwards, whatever is wrong with them. */
    static CollectorConfig load(@Nullable Path file, Map<String, String> env, FileStamps.Reading reading) {
        Settings settings = Settings.load("collector", file, env, OPEN_SECTIONS, reading::begins);
        CollectorConfig config = new CollectorConfig(
                HttpConfig.from(settings),
                EventLimits.from(settings),
                PackConfig.from(settings),
                LogConfig.from(settings),
                SpoolConfig.from(settings),
                KafkaConfig.from(settings),
                new PixelSettings(PixelPolicy.from(settings), file, reading.stamps(), env, settings),
                Path.of(settings.text("keys.directory")),
                AdminConfig.from(settings),
                settings.effectiveJson());
        if (config.log().ackTimeout().compareTo(config.spool().slowAfter()) < 0) {
            settings.problem(
                    "log.ack-timeout",
                    "is below spool.slow-after: a pack must reach the spool before Kafka's client gives it up");
        }
        config.checkDrain(settings);
        settings.verify();
        return config;
    }

    /**
     * An event that comes just before the stop waits in its pack, for Kafka and then for the spool, and is answered last: a shorter drain
     * would cut that answer off though its event is stored, and the sender would send it again.
     */
    private void checkDrain(Settings settings) {
        Duration needed = pack.linger().plus(spool.slowAfter()).plus(SPOOL_ANSWERS_WITHIN);
        if (http.drainTimeout().compareTo(needed) < 0) {
            settings.problem(
                    "http.drain-timeout",
                    "is below pack.linger + spool.slow-after + " + SPOOL_ANSWERS_WITHIN.toMillis() + " ms ("
                            + needed.toMillis() + " ms): answers of events that become durable would be cut off");
        }
    }
}

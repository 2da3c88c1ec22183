package dev.firstlight.stream;

import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.stream.claim.ClaimConfig;
import dev.firstlight.stream.decode.DecodeConfig;
import dev.firstlight.stream.enrich.EnrichConfig;
import dev.firstlight.stream.enrich.commerce.CommerceConfig;
import dev.firstlight.stream.enrich.page.PageConfig;
import dev.firstlight.stream.plan.PlanConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the processor; each record stands beside its consumer.
 *
 * @param effective the values in force as JSON, secrets masked
 */
public record StreamProcessorConfig(
        AdminConfig admin,
        KafkaConfig kafka,
        StreamConfig stream,
        PlanConfig plan,
        DecodeConfig decode,
        ClaimConfig claim,
        EnrichConfig enrich,
        PageConfig page,
        CommerceConfig commerce,
        EventsConfig events,
        String effective) {

    /** The section of the processor in a configuration file. */
    public static final String ROOT = "stream-processor";

    private static final Set<String> OPEN_SECTIONS = Set.of(KafkaConfig.CLIENT_SECTION, StreamConfig.STREAMS_SECTION);

    /**
     * Reads them.
     *
     * @throws SettingsException naming everything that is wrong
     */
    public static StreamProcessorConfig load(@Nullable Path file, Map<String, String> env) {
        Settings settings = Settings.load(ROOT, file, env, OPEN_SECTIONS);
        StreamProcessorConfig config = new StreamProcessorConfig(
                AdminConfig.from(settings),
                KafkaConfig.from(settings),
                StreamConfig.from(settings, env),
                PlanConfig.from(settings),
                DecodeConfig.from(settings),
                ClaimConfig.from(settings),
                EnrichConfig.from(settings),
                PageConfig.from(settings),
                CommerceConfig.from(settings),
                EventsConfig.ofWriter(settings),
                settings.effectiveJson());
        settings.verify();
        return config;
    }
}

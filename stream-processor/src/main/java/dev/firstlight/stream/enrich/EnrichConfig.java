package dev.firstlight.stream.enrich;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What enrichments need.
 *
 * @param keysDirectory the address keys of the days
 * @param countryFile a country file in MaxMind DB format, or none for the bundled one
 * @param userAgentCacheEntries distinct user agents remembered
 */
public record EnrichConfig(Path keysDirectory, @Nullable Path countryFile, int userAgentCacheEntries) {

    public static EnrichConfig from(Settings settings) {
        String countryFile = settings.textOrNone("country.file");
        return new EnrichConfig(
                Path.of(settings.text("keys.directory")),
                countryFile == null ? null : Path.of(countryFile),
                settings.integer("user-agent.cache-entries", 0, 1_000_000));
    }
}

package dev.firstlight.stream.enrich;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What enrichments need.
 *
 * @param on names of the enrichments that are switched on
 * @param keysDirectory the address keys of the days
 * @param countryFile a country file in MaxMind DB format, or none for the bundled one
 * @param cityFile one with regions and cities, or none
 * @param networkFile one with autonomous systems, or none
 * @param userAgentCacheEntries distinct user agents remembered
 * @param botListFile a list in the format of crawler-user-agents, or none for the bundled one
 * @param dataCentreFile networks of data centres, one a line, or none
 * @param internal addresses of the operator's own
 */
public record EnrichConfig(
        Set<String> on,
        Path keysDirectory,
        @Nullable Path countryFile,
        @Nullable Path cityFile,
        @Nullable Path networkFile,
        int userAgentCacheEntries,
        @Nullable Path botListFile,
        @Nullable Path dataCentreFile,
        AddressRanges internal) {

    /** Every switch under {@code enrich}, in the order of the enrichments. */
    private static final List<String> SWITCHES =
            List.of("user-agent", "client-hints", "bot", "internal", "country", "city", "network", "ip-hash");

    private static final String INTERNAL = "internal.networks";

    public static EnrichConfig from(Settings settings) {
        return new EnrichConfig(
                SWITCHES.stream()
                        .filter(name -> settings.flag("enrich." + name))
                        .collect(Collectors.toUnmodifiableSet()),
                Path.of(settings.text("keys.directory")),
                file(settings, "country.file"),
                file(settings, "city.file"),
                file(settings, "network.file"),
                settings.integer("user-agent.cache-entries", 0, 1_000_000),
                file(settings, "bot.list-file"),
                file(settings, "bot.data-centre-file"),
                AddressRanges.of(settings.texts(INTERNAL), problem -> settings.problem(INTERNAL, problem)));
    }

    /** Whether the enrichment is switched on; by its name, or by the switch of that name. */
    public boolean isOn(String name) {
        return on.contains(name.replace('_', '-'));
    }

    private static @Nullable Path file(Settings settings, String path) {
        String file = settings.textOrNone(path);
        return file == null ? null : Path.of(file);
    }
}

package dev.firstlight.stream.enrich.page;

import dev.firstlight.runtime.Settings;
import java.util.List;

/**
 * Which enrichments of the page run, and what they go by.
 *
 * @param secretNames words in names of parameters whose values are hidden
 * @param isScrubbingProperties whether e-mail addresses in custom properties are hidden as well
 */
public record PageConfig(
        boolean isUrlEnabled,
        boolean isScrubEnabled,
        List<String> secretNames,
        boolean isScrubbingProperties,
        CampaignConfig campaign,
        ReferrerConfig referrer,
        boolean isLanguageEnabled,
        boolean isTimeZoneEnabled,
        boolean isScreenEnabled) {

    public static PageConfig from(Settings settings) {
        String prefix = "enrich.page.";
        return new PageConfig(
                settings.flag(prefix + "url.enabled"),
                settings.flag(prefix + "scrub.enabled"),
                secretNames(settings, prefix + "scrub.names"),
                settings.flag(prefix + "scrub.properties"),
                CampaignConfig.from(settings),
                ReferrerConfig.from(settings),
                settings.flag(prefix + "language.enabled"),
                settings.flag(prefix + "time-zone.enabled"),
                settings.flag(prefix + "screen.enabled"));
    }

    /** One that can never be found would hide nothing, and nobody would know. */
    private static List<String> secretNames(Settings settings, String key) {
        List<String> names = settings.texts(key);
        for (String name : names) {
            if (!new SecretNames(List.of(name)).contains(name, 0, name.length())) {
                settings.problem(key, name + " is never found: up to three words of ASCII letters and digits are");
            }
        }
        return names;
    }
}

package dev.firstlight.stream.enrich.page;

import dev.firstlight.runtime.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How referrers are told apart.
 *
 * @param list the operator's, or the bundled one
 * @param internalHosts of the operator's own, beside the page's; they and what is below them, lower case
 * @param campaignMedia the words of {@code campaign_medium} that say each medium
 */
record ReferrerConfig(
        boolean isEnabled, ReferrerList list, List<String> internalHosts, Map<Medium, List<String>> campaignMedia) {

    private static final String FILE = "enrich.page.referrer.file";

    static ReferrerConfig from(Settings settings) {
        String prefix = "enrich.page.referrer.";
        Map<Medium, List<String>> media = new EnumMap<>(Medium.class);
        media.put(Medium.PAID, settings.texts(prefix + "paid-media"));
        media.put(Medium.EMAIL, settings.texts(prefix + "email-media"));
        media.put(Medium.SOCIAL, settings.texts(prefix + "social-media"));
        media.put(Medium.SEARCH, settings.texts(prefix + "search-media"));
        return new ReferrerConfig(
                settings.flag(prefix + "enabled"),
                list(settings),
                settings.texts(prefix + "internal-hosts").stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .toList(),
                media);
    }

    private static ReferrerList list(Settings settings) {
        String file = settings.textOrNone(FILE);
        try {
            return ReferrerListReader.read(file == null ? null : Path.of(file));
        } catch (IOException | RuntimeException e) { // a path may be none
            settings.problem(FILE, file + " cannot be read: " + e.getMessage());
            return new ReferrerList(List.of());
        }
    }
}

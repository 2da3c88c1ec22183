package dev.firstlight.stream.enrich.page;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which parameters of the page's URL speak of campaigns.
 *
 * @param byField names of parameters
 * @param clickIds the most telling first
 */
record CampaignConfig(boolean isEnabled, Map<CampaignField, List<String>> byField, List<ClickId> clickIds) {

    private static final String PREFIX = "enrich.page.campaign.";
    private static final String CLICK_IDS = PREFIX + "click-ids";

    List<String> parameters(CampaignField field) {
        return byField.getOrDefault(field, List.of());
    }

    static CampaignConfig from(Settings settings) {
        Set<String> seen = new HashSet<>();
        Map<CampaignField, List<String>> byField = new EnumMap<>(CampaignField.class);
        for (CampaignField field : CampaignField.values()) {
            String path = PREFIX + field.setting();
            List<String> parameters = settings.texts(path);
            parameters.forEach(parameter -> checkOnce(settings, path, parameter, seen));
            byField.put(field, parameters);
        }
        return new CampaignConfig(settings.flag(PREFIX + "enabled"), byField, clickIds(settings, seen));
    }

    private static List<ClickId> clickIds(Settings settings, Set<String> seen) {
        List<ClickId> clickIds = new ArrayList<>();
        for (String line : settings.texts(CLICK_IDS)) {
            ClickId click = ClickId.parse(line);
            if (click == null) {
                settings.problem(CLICK_IDS, "parameter, network and medium were expected: " + line);
            } else {
                checkOnce(settings, CLICK_IDS, click.parameter(), seen);
                checkNetwork(settings, click, clickIds);
                clickIds.add(click);
            }
        }
        return clickIds;
    }

    /** The medium is found by the network later. */
    private static void checkNetwork(Settings settings, ClickId click, List<ClickId> before) {
        if (Utf8.length(click.network()) > EventColumn.CLICK_NETWORK.bytesMax()) {
            settings.problem(
                    CLICK_IDS, "more than " + EventColumn.CLICK_NETWORK.bytesMax() + " bytes: " + click.network());
        }
        for (ClickId other : before) {
            if (other.network().equals(click.network()) && other.medium() != click.medium()) {
                settings.problem(CLICK_IDS, "a network with two media: " + click.network());
            }
        }
    }

    private static void checkOnce(Settings settings, String path, String parameter, Set<String> seen) {
        if (!seen.add(parameter.toLowerCase(Locale.ROOT))) {
            settings.problem(path, "a parameter for two things: " + parameter);
        }
    }
}

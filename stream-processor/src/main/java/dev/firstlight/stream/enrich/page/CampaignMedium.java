package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.avro.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event's campaign says about the way it came. Threads: any; immutable. */
final class CampaignMedium {

    private final NameTable words;
    private final List<Medium> media = new ArrayList<>();
    private final NameTable networks;
    private final List<ClickId> clickIds;
    private final ReferrerList list;

    CampaignMedium(ReferrerConfig config, CampaignConfig campaign) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<Medium, List<String>> said : config.campaignMedia().entrySet()) {
            for (String word : said.getValue()) {
                names.add(withoutSeparators(word));
                media.add(said.getKey());
            }
        }
        words = new NameTable(names);
        clickIds = campaign.clickIds();
        networks = new NameTable(clickIds.stream().map(ClickId::network).toList());
        list = config.list();
    }

    /** Paid where either click id or {@code campaign_medium} says so, else what one of them says, else unknown. */
    Medium medium(Event event) {
        Medium click = ofNetwork(event.getClickNetwork());
        Medium word = ofWord(event.getCampaignMedium());
        if (click == Medium.PAID || word == Medium.UNKNOWN) {
            return click;
        }
        return word;
    }

    /** Whom {@code campaign_source} names, where it is a listed host: {@code utm_source=chatgpt.com}. */
    @Nullable
    Referrer source(Event event) {
        String source = event.getCampaignSource();
        return source == null || source.indexOf('.') < 0 ? null : list.find(source);
    }

    static boolean isTagged(Event event) {
        return event.getCampaignSource() != null
                || event.getCampaignMedium() != null
                || event.getCampaignName() != null
                || event.getCampaignId() != null
                || event.getPartnerId() != null
                || event.getClickNetwork() != null;
    }

    private Medium ofNetwork(@Nullable String network) {
        int number = network == null ? -1 : networks.find(network);
        return number < 0 ? Medium.UNKNOWN : clickIds.get(number).medium();
    }

    private Medium ofWord(@Nullable String word) {
        int number = word == null ? -1 : words.find(word);
        if (number < 0 && word != null) {
            number = words.find(withoutSeparators(word));
        }
        return number < 0 ? Medium.UNKNOWN : media.get(number);
    }

    /** {@code Paid_Social}, {@code paid-social} and {@code paid social} are one word. */
    private static String withoutSeparators(String word) {
        StringBuilder out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != ' ' && c != '-' && c != '_') {
                out.append(c);
            }
        }
        return out.toString();
    }
}

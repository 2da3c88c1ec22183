package dev.firstlight.stream.enrich.page;

import dev.firstlight.stream.enrich.Enrichment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The enrichments of the page that are switched on, in the order that they need. */
public final class PageEnrichments {

    private PageEnrichments() {}

    /**
     * Campaign reads the URL as it came; then it is scrubbed and cut, with all other texts; what reads it after that cannot give away what was hidden; the referrer needs
     * campaign and page host.
     */
    public static List<Enrichment> of(PageConfig config) {
        Scrubber scrubber = new Scrubber(new SecretNames(config.secretNames()));
        UnaryOperator<String> scrub = config.isScrubEnabled() ? scrubber::url : UnaryOperator.identity();
        List<Enrichment> enrichments = new ArrayList<>();
        add(enrichments, config.campaign().isEnabled(), new CampaignEnrichment(config.campaign(), scrub));
        enrichments.add(
                config.isScrubEnabled()
                        ? new ScrubEnrichment(scrubber, config.isScrubbingProperties())
                        : new WidthEnrichment());
        add(enrichments, config.isUrlEnabled(), new PageUrlEnrichment());
        add(
                enrichments,
                config.referrer().isEnabled(),
                new ReferrerEnrichment(config.referrer(), config.campaign(), scrub));
        add(enrichments, config.isLanguageEnabled(), new LanguageEnrichment());
        add(enrichments, config.isTimeZoneEnabled(), new TimeZoneEnrichment());
        add(enrichments, config.isScreenEnabled(), new ScreenEnrichment());
        return enrichments;
    }

    private static void add(List<Enrichment> to, boolean isEnabled, Enrichment enrichment) {
        if (isEnabled) {
            to.add(enrichment);
        }
    }
}

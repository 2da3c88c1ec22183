package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code referrer_host}, {@code referrer_medium}, {@code referrer_source} and {@code referrer_term}. The medium is the first of these that
 * holds:
 *
 * <ol>
 *   <li>{@code paid}: the click id or {@code campaign_medium} says so; whoever referred, somebody paid for it
 *   <li>{@code internal}: the referrer's host is the page's, above or below it, or one of the settings
 *   <li>what the list says of the referrer's host: search, social, email, ai_assistant
 *   <li>what the campaign says: {@code campaign_medium}, a click id that is not paid for, {@code campaign_source} where it is a listed host
 *   <li>{@code direct}: no referrer and no campaign, on a page
 *   <li>{@code unknown}; and nothing at all where there is neither page nor referrer, as in an email
 * </ol>
 *
 * <p>Runs after campaign, scrubbing and the page's host. Threads: any. Failure: none.
 */
final class ReferrerEnrichment implements Enrichment {

    private final ReferrerConfig config;
    private final CampaignMedium campaigns;
    private final UnaryOperator<String> scrub;

    ReferrerEnrichment(ReferrerConfig config, CampaignConfig campaign, UnaryOperator<String> scrub) {
        this.config = config;
        this.campaigns = new CampaignMedium(config, campaign);
        this.scrub = scrub;
    }

    @Override
    public String name() {
        return "referrer";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String text = event.getReferrer();
        Url url = text == null ? null : Url.of(text);
        boolean isAbsent = url == null || url.start() == url.end() || "about".equals(url.scheme());
        if (isAbsent && event.getPageUrl() == null) {
            return;
        }
        String host = url == null ? null : url.host();
        boolean isInternal = host != null && isInternal(host, event);
        Referrer referrer = host == null || isInternal ? null : config.list().find(host);
        event.setReferrerHost(host == null ? null : ColumnText.fit(host, EventColumn.REFERRER_HOST, warnings));
        event.setReferrerTerm(url == null || referrer == null ? null : term(url, referrer, warnings));
        Referrer tagged = referrer == null && !isInternal ? campaigns.source(event) : null;
        Referrer source = referrer == null ? tagged : referrer;
        event.setReferrerSource(
                source == null ? null : ColumnText.fit(source.source(), EventColumn.REFERRER_SOURCE, warnings));
        event.setReferrerMedium(
                medium(event, isAbsent, isInternal, referrer, tagged).text());
    }

    private Medium medium(
            Event event, boolean isAbsent, boolean isInternal, @Nullable Referrer referrer, @Nullable Referrer tagged) {
        Medium said = campaigns.medium(event);
        if (said == Medium.PAID) {
            return said;
        }
        if (isInternal) {
            return Medium.INTERNAL;
        }
        if (referrer != null && referrer.medium() != Medium.UNKNOWN) {
            return referrer.medium();
        }
        if (said != Medium.UNKNOWN) {
            return said;
        }
        if (tagged != null) {
            return tagged.medium();
        }
        return isAbsent && !CampaignMedium.isTagged(event) ? Medium.DIRECT : Medium.UNKNOWN;
    }

    private boolean isInternal(String host, Event event) {
        String given = event.getPageHost();
        String page = given == null && event.getPageUrl() != null
                ? Url.of(event.getPageUrl()).host()
                : given;
        if (page != null && isSameSite(withoutWww(host), withoutWww(page))) {
            return true;
        }
        for (String internal : config.internalHosts()) {
            if (isBelow(host, internal)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSameSite(String one, String other) {
        return isBelow(one, other) || isBelow(other, one);
    }

    /** The same, or a domain under it. */
    private static boolean isBelow(String host, String above) {
        int more = host.length() - above.length();
        return host.endsWith(above) && (more == 0 || more > 0 && host.charAt(more - 1) == '.');
    }

    private static String withoutWww(String host) {
        return host.startsWith("www.") ? host.substring(4) : host;
    }

    private @Nullable String term(Url url, Referrer referrer, Warnings warnings) {
        NameTable names = referrer.names();
        if (names == null) {
            return null;
        }
        int[] places = new int[2 * referrer.parameters().size()];
        Arrays.fill(places, -1);
        for (Parameters parameters = Parameters.ofQuery(url.text()); parameters.next(); ) {
            int number = parameters.find(names);
            if (number >= 0 && places[2 * number] < 0) {
                places[2 * number] = parameters.valueStart();
                places[2 * number + 1] = parameters.valueEnd();
            }
        }
        for (int i = 0; i < places.length; i += 2) {
            String term = places[i] < 0 ? null : ParameterText.decode(url.text(), places[i], places[i + 1]);
            if (term != null) {
                return ColumnText.fit(scrub.apply(term), EventColumn.REFERRER_TERM, warnings);
            }
        }
        return null;
    }
}

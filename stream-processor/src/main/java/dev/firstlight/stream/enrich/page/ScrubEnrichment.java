package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rewrites {@code page_url}, {@code referrer}, {@code page_title} and the values of {@code properties} without what nobody must keep, so that
 * {@code firstlight.events} never carries it. Runs before whatever reads them for columns of their own, but for the campaign's.
 *
 * <p>Threads: any. Failure: none.
 */
final class ScrubEnrichment implements Enrichment {

    private final Scrubber scrubber;
    private final boolean isForProperties;

    ScrubEnrichment(Scrubber scrubber, boolean isForProperties) {
        this.scrubber = scrubber;
        this.isForProperties = isForProperties;
    }

    @Override
    public String name() {
        return "scrub";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String pageUrl = event.getPageUrl();
        if (pageUrl != null) {
            event.setPageUrl(ColumnText.fit(scrubber.url(pageUrl), EventColumn.PAGE_URL, warnings));
        }
        String referrer = event.getReferrer();
        if (referrer != null) {
            event.setReferrer(ColumnText.fit(scrubber.url(referrer), EventColumn.REFERRER, warnings));
        }
        String title = event.getPageTitle();
        if (title != null) {
            event.setPageTitle(scrubber.text(title));
        }
        if (isForProperties) {
            scrubProperties(event);
        }
    }

    /** Rather nothing than what nobody must keep. */
    @Override
    public void giveUp(Event event) {
        event.setPageUrl(null);
        event.setReferrer(null);
        event.setPageTitle(null);
        event.setProperties(Map.of());
    }

    /** Into a map of its own, and only where something is found: whose the event's map is, is not known here. */
    private void scrubProperties(Event event) {
        Map<String, String> given = event.getProperties();
        if (given == null) {
            return;
        }
        Map<String, String> scrubbed = null;
        for (Map.Entry<String, String> property : given.entrySet()) {
            String without = scrubber.property(property.getKey(), property.getValue());
            if (!without.equals(property.getValue())) {
                scrubbed = scrubbed == null ? new LinkedHashMap<>(given) : scrubbed;
                scrubbed.put(property.getKey(), without);
            }
        }
        if (scrubbed != null) {
            event.setProperties(scrubbed);
        }
    }
}

package dev.firstlight.stream.enrich;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Warnings;
import java.util.List;
import java.util.Map;

/** Events before and after enrichments that look at their own fields alone. */
public final class Enriched {

    private Enriched() {}

    /** A page view with what every event has, received 2026-11-22T10:00:30Z. */
    public static Event event() {
        Event event = new Event();
        event.setDedupId("0".repeat(32));
        event.setIdentity("event");
        event.setEventId("e1");
        event.setType("page_view");
        event.setPixelId("12345");
        event.setSite("12345");
        event.setReceivedAt(1_795_341_630_000L);
        event.setOccurredAt(1_795_341_630_000L);
        event.setProperties(Map.of());
        event.setWarnings(List.of());
        return event;
    }

    /** What they warned of. */
    public static List<String> run(List<Enrichment> enrichments, Event event) {
        Warnings warnings = new Warnings();
        // None of them may ask who sent it.
        Enrichment.Subject nobody = new Enrichment.Subject(null, null, 0);
        enrichments.forEach(enrichment -> enrichment.enrich(nobody, event, warnings));
        return warnings.list();
    }

    public static List<String> run(Enrichment enrichment, Event event) {
        return run(List.of(enrichment), event);
    }
}

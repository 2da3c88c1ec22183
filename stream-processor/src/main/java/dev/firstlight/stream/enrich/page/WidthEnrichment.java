package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Warnings;

/**
 * Stands where scrubbing is switched off: cuts the client's texts to their columns, so that whoever reads them next has bounded ones.
 *
 * <p>Threads: any. Failure: none.
 */
final class WidthEnrichment implements Enrichment {

    @Override
    public String name() {
        return "width";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        ClientText.fitAll(event, warnings);
    }
}

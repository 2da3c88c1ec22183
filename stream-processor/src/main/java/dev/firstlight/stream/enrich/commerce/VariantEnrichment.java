package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;

/**
 * {@code experiment} and {@code experiment_variant}: what stands before and after the first colon of {@code variant}.
 *
 * <p>Threads: any. Failure: without a colon, or with nothing on one side of it, both are absent with the warning {@code malformed:variant}.
 */
final class VariantEnrichment implements Enrichment {

    @Override
    public String name() {
        return "variant";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String text = event.getVariant();
        if (text == null) {
            return;
        }
        int colon = text.indexOf(':');
        String experiment = colon < 0 ? "" : text.substring(0, colon).strip();
        String variant = colon < 0 ? "" : text.substring(colon + 1).strip();
        boolean isBoth = !experiment.isEmpty() && !variant.isEmpty();
        if (!isBoth) {
            warnings.add("malformed:variant");
        }
        event.setExperiment(isBoth ? experiment : null);
        event.setExperimentVariant(isBoth ? variant : null);
    }
}

package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;

/** {@code internal}: the address is one of the operator's own. {@code test} is what the client says, and stays so. Threads: any. */
public final class InternalEnrichment implements Enrichment {

    private final AddressRanges own;

    public InternalEnrichment(AddressRanges own) {
        this.own = own;
    }

    @Override
    public String name() {
        return "internal";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        event.setInternal(address != null && own.contains(address));
    }
}

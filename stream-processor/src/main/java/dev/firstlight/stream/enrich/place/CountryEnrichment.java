package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.function.Supplier;

/** {@code country} of the address, by a file. Addresses that are no public host's have none. Threads: any. */
public final class CountryEnrichment implements Enrichment {

    private final Supplier<PlaceFile<String>> file;

    /** The file in force, asked for at each event. */
    public CountryEnrichment(Supplier<PlaceFile<String>> file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "country";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        if (address != null && PublicHosts.include(address)) {
            event.setCountry(file.get().of(address));
        }
    }
}

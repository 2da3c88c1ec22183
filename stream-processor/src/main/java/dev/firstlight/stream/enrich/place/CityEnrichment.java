package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.function.Supplier;

/** {@code region} and {@code city} of the address, by the operator's file. Addresses that are no public host's have none. Threads: any. */
public final class CityEnrichment implements Enrichment {

    private final Supplier<PlaceFile<City>> file;

    /** The file in force, asked for at each event. */
    public CityEnrichment(Supplier<PlaceFile<City>> file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "city";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        City city = address != null && PublicHosts.include(address) ? file.get().of(address) : null;
        if (city != null) {
            event.setRegion(city.region());
            event.setCity(city.name());
            city.warnings().forEach(warnings::add);
        }
    }
}

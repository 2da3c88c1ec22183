package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.function.Supplier;

/** {@code asn} and {@code isp} of the address, by the operator's file. Addresses that are no public host's have none. Threads: any. */
public final class NetworkEnrichment implements Enrichment {

    private final Supplier<PlaceFile<Network>> file;

    /** The file in force, asked for at each event. */
    public NetworkEnrichment(Supplier<PlaceFile<Network>> file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        Network network =
                address != null && PublicHosts.include(address) ? file.get().of(address) : null;
        if (network != null) {
            event.setAsn(network.asn());
            event.setIsp(network.isp());
            network.warnings().forEach(warnings::add);
        }
    }
}

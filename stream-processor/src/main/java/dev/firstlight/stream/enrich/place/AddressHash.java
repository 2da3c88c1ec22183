package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Addresses;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;

/**
 * {@code ip_hash}: the address under the random key of its day, so that events of one day can be told apart or together, and of two days
 * never. Threads: any.
 */
public final class AddressHash implements Enrichment {

    private final AddressKeys keys;

    public AddressHash(AddressKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "ip_hash";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        if (address == null) {
            return;
        }
        DayKey key = keys.ofDay(subject.keyDay());
        if (key == null) { // erased a moment ago
            warnings.add(Addresses.KEY_GONE);
        } else {
            event.setIpHash(key.hash(address));
        }
    }
}

package dev.firstlight.stream.enrich;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.stream.event.SealedPlace;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import org.jspecify.annotations.Nullable;

/**
 * Opens sealed addresses, for the caller to use and wipe. Threads: any. Failure: without the key of the day there is no address, a warning
 * says so, and nothing else takes its place.
 */
public final class Addresses {

    /** The warning of an event whose address stays sealed. */
    public static final String KEY_GONE = "address_key_gone";

    private final AddressKeys keys;
    private final Meters meters;

    Addresses(AddressKeys keys, Meters meters) {
        this.keys = keys;
        this.meters = meters;
    }

    /** The 16-byte form in the clear, the caller's own, or none. */
    byte @Nullable [] open(@Nullable SealedPlace place, Warnings warnings) {
        if (place == null) {
            return null;
        }
        DayKey key = keys.ofDay(place.keyDay());
        if (key == null) {
            meters.add(StreamMeter.ADDRESSES_WITHOUT_KEY);
            warnings.add(KEY_GONE);
            return null;
        }
        return key.seal(place.sealed(), place.incarnation(), place.loop(), place.partition(), place.sequence());
    }
}

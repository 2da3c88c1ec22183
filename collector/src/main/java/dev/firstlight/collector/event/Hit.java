package dev.firstlight.collector.event;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.RawEvent;
import org.jspecify.annotations.Nullable;

/** What one event of a hit turned out to be. */
public sealed interface Hit {

    /**
     * An event to store. Its address is still open and beside it: it is sealed when its place in a pack is known.
     *
     * @param raw without address
     */
    record Event(RawEvent raw, DedupId dedupId, byte @Nullable [] address) implements Hit {}

    /**
     * Consent or Global Privacy Control said no, or the pixel is paused: answered, counted, not stored.
     *
     * @param isPaused whether it was the pixel's status
     */
    record Declined(boolean isPaused) implements Hit {}

    /**
     * No event, for the reason given.
     *
     * @param detail what exactly, in our words
     * @param kept the bytes, marked, for {@code firstlight.rejects}; none where they may hold what must not be stored
     */
    record Refused(Refusal why, String detail, @Nullable Event kept) implements Hit {}
}

package dev.firstlight.stream.event;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.IdentityKind;
import org.jspecify.annotations.Nullable;

/**
 * An event that nothing refuses any more, on its way from stage to stage; the stages fill in {@code event} and add to {@code warnings}.
 *
 * @param headers what the request said of its browser, as bytes
 * @param address the sealed address, or none
 */
public record Candidate(
        Event event,
        DedupId dedupId,
        IdentityKind identity,
        Origin origin,
        RequestHeaders headers,
        @Nullable SealedPlace address,
        Warnings warnings) {

    public Tally tally(String name) {
        return Tally.of(event.getPixelId(), event.getReceivedAt(), name);
    }
}

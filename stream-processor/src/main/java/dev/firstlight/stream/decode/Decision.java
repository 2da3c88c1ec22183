package dev.firstlight.stream.decode;

import dev.firstlight.schema.Refusal;
import dev.firstlight.stream.event.Candidate;
import org.jspecify.annotations.Nullable;

/** What becomes of one item of a pack. */
sealed interface Decision {

    /** Nothing refuses it. */
    record Accepted(Candidate candidate) implements Decision {}

    /**
     * It goes to the rejects, and takes no identity.
     *
     * @param why the reason of this stage, or none when the edge had refused it
     * @param pixel whose count it is, empty when it cannot be read
     * @param receivedAtMs whose minute it is
     */
    record Refused(@Nullable Refusal why, String pixel, long receivedAtMs, byte @Nullable [] key, byte[] reject)
            implements Decision {}
}

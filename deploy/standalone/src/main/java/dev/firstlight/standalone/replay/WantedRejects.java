package dev.firstlight.standalone.replay;

import dev.firstlight.schema.avro.Reject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rejects are to be sent again, and with what.
 *
 * @param reasons as {@code firstlight.rejects} has them; of later versions too
 * @param from when the log took what was refused, inclusive; none for the oldest
 * @param to exclusive; none for all there are now
 * @param pixel none for every pixel
 * @param max at most so many rejects
 * @param isDryRun whether it is only said what would be sent
 */
public record WantedRejects(
        Set<String> reasons,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String pixel,
        List<FieldEdit> edits,
        long max,
        boolean isDryRun) {

    boolean has(Reject reject, long timestampMs) {
        return reasons.contains(reject.getReason())
                && (from == null || timestampMs >= from.toEpochMilli())
                && (to == null || timestampMs < to.toEpochMilli())
                && (pixel == null || pixel.equals(reject.getPixelId()));
    }
}

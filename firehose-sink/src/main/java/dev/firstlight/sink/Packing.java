package dev.firstlight.sink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows become what a {@link Delivery} takes, which is the destination's to say: Firehose bills records rounded up, S3 wants few large
 * objects. Pure, but for what {@link Counting} counts; threads: one.
 */
interface Packing {

    /** Counts a row that is packed. */
    @FunctionalInterface
    interface Counting {
        /** Where it counts; nowhere when it is counted already, or is nothing for the ledger. */
        Tally.@Nullable Cell count(RowInHand row);
    }

    /** Whether rows of so many bytes are enough not to wait for more. */
    boolean isFull(long bytes);

    /**
     * How many of these rows, from the first on, are packed now; the rest begins the next batch. At least one, and at least the first
     * {@code due}, which have waited long enough, as far as one call holds them.
     */
    int cut(List<RowInHand> rows, int due);

    /** These rows as calls, within the destination's limits, nothing split; {@code counting} is told of each once, a partition's in order. */
    List<List<RowRecord>> pack(List<RowInHand> rows, Counting counting);
}

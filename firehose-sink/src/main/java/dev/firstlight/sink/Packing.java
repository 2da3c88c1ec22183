package dev.firstlight.sink;

import java.util.List;

/**
 * How rows become what a {@link Delivery} takes, which is the destination's to say: Firehose bills records rounded up, S3 wants few large
 * objects. Pure; threads: one.
 */
interface Packing {

    /** Whether rows of so many bytes are enough not to wait for more. */
    boolean isFull(long bytes);

    /**
     * How many of these rows, from the first on, are packed now; the rest begins the next batch. At least one, and at least the first
     * {@code due}, which have waited long enough, as far as one call holds them.
     */
    int cut(List<RowInHand> rows, int due);

    /** These rows as calls, within the destination's limits, nothing split. */
    List<List<RowRecord>> pack(List<RowInHand> rows);
}

/**
 * Events to rows to Firehose, S3 or files, in flow order: {@code Gathering} polls, {@code RowWriter} writes rows, {@code Packing} packs them,
 * {@code Delivery} hands them over, {@code Committer} makes it final, {@code Ledger} counts them. {@code SinkLoop} goes round it all, {@code HandOver}
 * lets go of partitions that another sink gets.
 *
 * <p>In: {@code firstlight.events}. Out: newline-ended JSON rows at least once, counts in {@code firstlight.ledger}, what cannot be
 * read in {@code firstlight.rejects}. Threads: one owns the consumer and does everything but carrying calls. It knows no other service.
 */
@NullMarked
package dev.firstlight.sink;

import org.jspecify.annotations.NullMarked;

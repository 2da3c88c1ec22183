package dev.firstlight.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is in hand between two commits: rows, and for each partition where reading began, where it stands, what was refused and what to
 * count. {@link #finish} parts it in two: what is delivered now, and what begins the next batch.
 *
 * <p>Threads: one. Bounds: a call's worth of rows and refused bytes, and one poll more.
 */
final class Batch {

    /** One partition's share. */
    static final class Span {
        private final long firstOffset;
        private final Tally tally = new Tally();
        private final List<RefusedRecord> refused = new ArrayList<>();
        private OffsetAndMetadata next;
        private int rows;

        private Span(long firstOffset) {
            this.firstOffset = firstOffset;
            this.next = new OffsetAndMetadata(firstOffset);
        }

        /** Where reading began: where it begins again when the batch is given up. */
        long firstOffset() {
            return firstOffset;
        }

        OffsetAndMetadata next() {
            return next;
        }

        Tally tally() {
            return tally;
        }

        /** What is no event, to be written with the commit. */
        List<RefusedRecord> refused() {
            return refused;
        }

        int rows() {
            return rows;
        }

        /** Notes that everything before {@code upTo} is in hand. */
        void readUpTo(OffsetAndMetadata upTo) {
            next = upTo;
        }
    }

    private final Packing packing;
    private final Map<TopicPartition, Span> spans = new HashMap<>();
    private final List<RowInHand> rows = new ArrayList<>();
    private List<List<RowRecord>> calls = List.of();
    private long bytes;
    private @Nullable Batch rest;

    Batch(Packing packing) {
        this.packing = packing;
    }

    /** A partition's share, begun at {@code firstOffset} if it is new. */
    Span span(TopicPartition partition, long firstOffset) {
        return spans.computeIfAbsent(partition, absent -> new Span(firstOffset));
    }

    /** Takes a row; its partition's share has begun. */
    void add(RowInHand row) {
        rows.add(row);
        Objects.requireNonNull(spans.get(row.partition())).rows++;
        bytes += row.bytes();
    }

    void refuse(Span span, RefusedRecord refused) {
        span.refused.add(refused);
        bytes += refused.bytes().length;
    }

    /**
     * These partitions are no longer ours: of what is not packed yet their rows are left to the next sink, what is packed goes out with
     * the others; nothing of them is counted or committed. Answers how many rows that are.
     */
    int forget(Collection<TopicPartition> gone) {
        int abandoned = rest == null ? 0 : rest.forget(gone);
        for (TopicPartition partition : gone) {
            Span span = spans.remove(partition);
            abandoned += span == null ? 0 : span.rows;
        }
        if (calls.isEmpty()) {
            for (Iterator<RowInHand> all = rows.iterator(); all.hasNext(); ) {
                RowInHand row = all.next();
                if (gone.contains(row.partition())) {
                    bytes -= row.bytes();
                    all.remove();
                }
            }
        }
        return abandoned;
    }

    Map<TopicPartition, Span> spans() {
        return spans;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    boolean isFull() {
        return packing.isFull(bytes);
    }

    List<RowInHand> rows() {
        return rows;
    }

    /** The least of something over all rows in hand, those for the next batch included; {@link Long#MAX_VALUE} without rows. */
    long least(ToLongFunction<RowInHand> of) {
        long least = rest == null ? Long.MAX_VALUE : rest.least(of);
        for (RowInHand row : rows) {
            least = Math.min(least, of.applyAsLong(row));
        }
        return least;
    }

    /** Rows in hand that are abandoned when this batch is. */
    int spanRows() {
        int own = spans.values().stream().mapToInt(Span::rows).sum();
        return own + (rest == null ? 0 : rest.spanRows());
    }

    /**
     * Ends the gathering: from now on {@link #left()} holds what is to be delivered, and {@link #rest()} what is not.
     *
     * @param due how many rows may wait no longer
     * @param isLast whether all of them go, however they fill what they are packed in
     */
    void finish(int due, boolean isLast) {
        int count = isLast || rows.isEmpty() ? rows.size() : packing.cut(rows, due);
        Batch next = new Batch(packing);
        for (RowInHand row : rows.subList(count, rows.size())) {
            next.begin(row.partition(), row.offset(), Objects.requireNonNull(spans.get(row.partition())));
            next.add(row);
        }
        rows.subList(count, rows.size()).clear();
        calls = packing.pack(rows);
        rest = next;
    }

    /** What begins the next batch; empty before {@link #finish}. */
    Batch rest() {
        return rest == null ? new Batch(packing) : rest;
    }

    /** The calls that are not accepted yet; the loop removes and replaces them as they are. */
    ListIterator<List<RowRecord>> left() {
        return calls.listIterator();
    }

    boolean hasLeft() {
        return !calls.isEmpty();
    }

    /** The first row that is not delivered with {@code whole}: that share ends here, and ours begins. */
    private void begin(TopicPartition partition, long offset, Span whole) {
        Span own = spans.get(partition);
        if (own == null) {
            own = span(partition, offset);
            own.readUpTo(whole.next);
            whole.readUpTo(new OffsetAndMetadata(offset));
            for (Iterator<RefusedRecord> all = whole.refused.iterator(); all.hasNext(); ) {
                RefusedRecord one = all.next();
                if (one.offset() > offset) {
                    refuse(own, one);
                    all.remove();
                }
            }
        }
        whole.rows--;
    }
}

package dev.firstlight.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is delivered and committed as one: rows, and for each partition where reading began, where it stands, what was refused and what to
 * count. It is gathered, then {@link #pack} ends that: rows become calls, and what does not go with them begins the next batch.
 *
 * <p>Threads: one. Bounds: a call's worth of rows and refused bytes, and one poll more; packed, the rows themselves are let go.
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

        private long refusedBytes() {
            return refused.stream().mapToLong(one -> one.bytes().length).sum();
        }

        /** Notes that everything before {@code upTo} is in hand. */
        void readUpTo(OffsetAndMetadata upTo) {
            next = upTo;
        }
    }

    private final Packing packing;
    private final Map<TopicPartition, Span> spans = new HashMap<>();
    private final List<RowInHand> rows = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private long bytes;
    private long begunNanos;
    private boolean isBegun;
    private boolean isPacked;
    private long oldestMs = Long.MAX_VALUE;

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

    /** Notes when something was first read of which there may be no row. */
    void begin(long nowNanos) {
        if (!isBegun && !isEmpty()) {
            isBegun = true;
            begunNanos = nowNanos;
        }
    }

    /** Since when the oldest of what is in here waits; of a batch that is not empty. */
    long sinceNanos() {
        return rows.isEmpty() ? begunNanos : rows.get(0).readNanos();
    }

    /**
     * These partitions are no longer ours: of what is not packed yet their rows are left to the next sink, what is packed goes out with
     * the others; nothing of them is counted or committed. Answers how many rows that are.
     */
    int forget(Collection<TopicPartition> gone) {
        int abandoned = 0;
        for (TopicPartition partition : gone) {
            Span span = spans.remove(partition);
            abandoned += span == null ? 0 : span.rows;
            bytes -= span == null ? 0 : span.refusedBytes();
        }
        for (Iterator<RowInHand> all = rows.iterator(); all.hasNext(); ) {
            RowInHand row = all.next();
            if (gone.contains(row.partition())) {
                bytes -= row.bytes();
                all.remove();
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

    /** What is gathered; nothing once it is packed. */
    List<RowInHand> rows() {
        return rows;
    }

    /** Receipt, by a collector, of the oldest row; {@link Long#MAX_VALUE} without rows. */
    long oldestMs() {
        return isPacked ? oldestMs : oldestOf(rows);
    }

    /** Rows that are abandoned when this batch is. */
    int spanRows() {
        return spans.values().stream().mapToInt(Span::rows).sum();
    }

    long refusedBytes() {
        return spans.values().stream().mapToLong(Span::refusedBytes).sum();
    }

    /**
     * Ends the gathering: from now on {@link #calls()} holds what is to be delivered. Answers what is not, which begins the next batch.
     *
     * @param due how many rows may wait no longer
     * @param isLast whether all of them go, however they fill what they are packed in
     * @param counting is told of each row that goes
     */
    Batch pack(int due, boolean isLast, Packing.Counting counting) {
        int count = isLast || rows.isEmpty() ? rows.size() : packing.cut(rows, due);
        Batch next = new Batch(packing);
        for (RowInHand row : rows.subList(count, rows.size())) {
            next.begin(row.partition(), row.offset(), Objects.requireNonNull(spans.get(row.partition())));
            next.add(row);
        }
        List<RowInHand> going = rows.subList(0, count);
        packing.pack(going, counting).forEach(records -> calls.add(new Call(records)));
        oldestMs = oldestOf(going);
        rows.clear();
        isPacked = true;
        return next;
    }

    /** What is not accepted yet; nothing before {@link #pack}. */
    List<Call> calls() {
        return calls;
    }

    /** Whether everything in it was accepted. */
    boolean isDone() {
        return isPacked && calls.stream().allMatch(Call::isAccepted);
    }

    private static long oldestOf(List<RowInHand> rows) {
        return rows.stream().mapToLong(row -> row.row().receivedMs()).min().orElse(Long.MAX_VALUE);
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

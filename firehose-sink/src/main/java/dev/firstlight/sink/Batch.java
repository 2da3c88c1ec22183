package dev.firstlight.sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is in hand between two commits: rows, and for each partition where reading began, where it stands and what to count. Threads:
 * one.
 */
final class Batch {

    /** One partition's share. */
    static final class Span {
        private final long firstOffset;
        private final Tally tally = new Tally();
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

        int rows() {
            return rows;
        }

        /** Notes that everything before {@code upTo} is in hand. */
        void readUpTo(OffsetAndMetadata upTo) {
            next = upTo;
        }
    }

    private final Map<TopicPartition, Span> spans = new HashMap<>();
    private final Packer packer;
    private List<List<RowRecord>> calls = List.of();
    private long oldestReceivedMs = Long.MAX_VALUE;
    private boolean isCounted;

    Batch(PackLimits limits) {
        packer = new Packer(limits);
    }

    /** A partition's share, begun at {@code firstOffset} if it is new. */
    Span span(TopicPartition partition, long firstOffset) {
        return spans.computeIfAbsent(partition, absent -> new Span(firstOffset));
    }

    void add(Span span, byte[] line, long receivedMs) {
        packer.add(line);
        span.rows++;
        oldestReceivedMs = Math.min(oldestReceivedMs, receivedMs);
    }

    /** These partitions are no longer ours: their rows go out with the others, but nothing of them is counted or committed. */
    void forget(Collection<TopicPartition> gone) {
        gone.forEach(spans::remove);
    }

    Map<TopicPartition, Span> spans() {
        return spans;
    }

    boolean isEmpty() {
        return spans.isEmpty() && packer.rows() == 0;
    }

    boolean isFull() {
        return packer.isFull();
    }

    int rows() {
        return packer.rows();
    }

    /** When the oldest row was received, {@link Long#MAX_VALUE} without rows. */
    long oldestReceivedMs() {
        return oldestReceivedMs;
    }

    /** Whether the ledger durably holds this batch's counts. */
    boolean isCounted() {
        return isCounted;
    }

    void counted() {
        isCounted = true;
    }

    /** Ends the gathering; from now on {@link #left()} holds what is to be delivered. */
    void finish() {
        calls = packer.finish();
    }

    /** The calls that are not accepted yet; the loop removes and replaces them as they are. */
    ListIterator<List<RowRecord>> left() {
        return calls.listIterator();
    }

    boolean hasLeft() {
        return !calls.isEmpty();
    }
}

package dev.firstlight.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that is read and not committed: batches that were sent, in the order of reading, and the one that is being gathered. Whatever comes first
 * in a partition is in an earlier batch or in the same one, so committing batches in this order commits no offset before all below it are
 * accepted.
 *
 * <p>Threads: the loop's. Bounds: {@value #SENT_MAX} batches; what of them is not accepted is a batch for each call that may be under way, since
 * one is packed only when a call may begin, and {@value #BROKEN_MAX} that ended in a bug; refused bytes, which are held until they are committed, a call's worth and a batch more.
 */
final class InHand {

    /**
     * Batches sent and not committed. While a call hangs (40 s by default) those behind it are accepted, at low rates one a second, and wait for it:
     * they hold no rows any more, only counts; all of them are sent again when the sink dies.
     */
    static final int SENT_MAX = 64;

    /** Calls that ended in a bug and rest, each with all its rows, while others go past them: with so many it is no longer one odd call. */
    static final int BROKEN_MAX = 3;

    private final Packing packing;
    private final Deque<Batch> sent = new ArrayDeque<>();
    private Batch gathered;

    InHand(Packing packing) {
        this.packing = packing;
        this.gathered = new Batch(packing);
    }

    /** The batch that is being gathered. */
    Batch gathered() {
        return gathered;
    }

    /** The gathered batch is packed and on its way; {@code next} is gathered now. */
    void sent(Batch next) {
        sent.add(gathered);
        gathered = next;
    }

    /** Whether one more batch may be sent. */
    boolean hasRoom() {
        return sent.size() < SENT_MAX
                && broken() < BROKEN_MAX
                && !packing.isFull(sent.stream().mapToLong(Batch::refusedBytes).sum());
    }

    /** A call of which something is to be tried, and may be, of the oldest batch that has one. */
    @Nullable
    Call waiting(Predicate<Call> mayTry) {
        for (Batch batch : sent) {
            for (Call call : batch.calls()) {
                if (!call.waiting().isEmpty() && mayTry.test(call)) {
                    return call;
                }
            }
        }
        return null;
    }

    /** Calls whose last attempt ended in a bug. */
    int broken() {
        int broken = 0;
        for (Batch batch : sent) {
            for (Call call : batch.calls()) {
                broken += call.brokenTimes() > 0 ? 1 : 0;
            }
        }
        return broken;
    }

    /** The oldest batch, if everything in it was accepted: what is to be committed next. */
    @Nullable
    Batch done() {
        Batch oldest = sent.peek();
        return oldest != null && oldest.isDone() ? oldest : null;
    }

    /** The oldest batch is committed. */
    void committed() {
        sent.remove();
    }

    boolean isEmpty() {
        return sent.isEmpty() && gathered.isEmpty();
    }

    /** Batches sent and not committed. */
    int batches() {
        return sent.size();
    }

    /** Whether something of these partitions was sent and is not committed. */
    boolean isOnItsWay(Collection<TopicPartition> partitions) {
        return sent.stream()
                .anyMatch(batch -> !Collections.disjoint(batch.spans().keySet(), partitions));
    }

    /** See {@link Batch#forget}. */
    int forget(Collection<TopicPartition> gone) {
        int abandoned = gathered.forget(gone);
        for (Batch batch : sent) {
            abandoned += batch.forget(gone);
        }
        return abandoned;
    }

    /** Rows that were read and are not committed. */
    int rows() {
        return gathered.spanRows() + sent.stream().mapToInt(Batch::spanRows).sum();
    }

    /** Receipt, by a collector, of the oldest row that is not accepted; {@link Long#MAX_VALUE} without one. */
    long oldestMs() {
        return sent.stream()
                .filter(batch -> !batch.isDone())
                .mapToLong(Batch::oldestMs)
                .reduce(gathered.oldestMs(), Math::min);
    }

    /** Lets go of everything; answers from where each partition is to be read again. */
    Map<TopicPartition, Long> giveUp() {
        Map<TopicPartition, Long> firsts = new HashMap<>();
        List<Batch> all = new ArrayList<>(sent);
        all.add(gathered);
        all.forEach(batch ->
                batch.spans().forEach((partition, span) -> firsts.merge(partition, span.firstOffset(), Math::min)));
        sent.clear();
        gathered = new Batch(packing);
        return firsts;
    }
}

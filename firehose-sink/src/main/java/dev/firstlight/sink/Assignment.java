package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions are ours. One that comes is paused until its counts are restored; one that goes takes its share of what is in hand with
 * it. Threads: the loop's; Kafka calls the listener within {@code poll}.
 */
final class Assignment implements ConsumerRebalanceListener {

    /** Readiness: the group has given us our partitions (perhaps none), with their counts. */
    static final String CONDITION = "partitions";

    /** How the horizon of a partition's counts stands in the metadata of its committed offset. */
    private static final String HORIZON = "horizon=";

    /** Who has something of partitions in hand. */
    @FunctionalInterface
    interface Holder {
        /**
         * These are another's from now on: nothing of them may be committed any more.
         *
         * @param isOurs whether what is accepted by now may still be committed
         */
        void letGo(Collection<TopicPartition> gone, boolean isOurs);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Ledger ledger;
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors;
    private final LongSupplier nanoTime;
    private final Set<TopicPartition> unrestored = new HashSet<>();

    /** Up to where what was deleted is counted: what is not committed is met again, after a failure or when a partition comes back. */
    private final Map<TopicPartition, Long> passedUpTo = new HashMap<>();

    private @Nullable Holder holder;

    Assignment(
            Consumer<byte[], byte[]> consumer,
            Ledger ledger,
            Meters meters,
            Readiness readiness,
            ErrorLog errors,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.meters = meters;
        this.readiness = readiness;
        this.errors = errors;
        this.nanoTime = nanoTime;
        readiness.expect(CONDITION, "the group has not given this sink its partitions yet");
    }

    /** From now on {@code holder} is told of partitions that go. */
    void tell(Holder told) {
        this.holder = told;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> come) {
        consumer.pause(come);
        unrestored.addAll(come);
        if (unrestored.isEmpty()) {
            readiness.holds(CONDITION);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
        go(gone, true);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
        go(gone, false);
    }

    /** Restores the counts of partitions that came, then lets them be read. Blocks for seconds; may throw what Kafka throws. */
    void restore() {
        if (unrestored.isEmpty()) {
            return;
        }
        readiness.fails(CONDITION, "restoring the counts of " + unrestored.size() + " partitions");
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(unrestored));
        passExpired(committed);
        Map<TopicPartition, Long> horizons = new HashMap<>();
        for (TopicPartition partition : unrestored) {
            OffsetAndMetadata found = committed.get(partition);
            horizons.put(partition, found == null ? 0 : horizonOf(found.metadata()));
        }
        ledger.restore(horizons);
        consumer.resume(unrestored);
        unrestored.clear();
        readiness.holds(CONDITION);
    }

    /**
     * Polls. Where nothing was ever committed, or Kafka has deleted what comes next, reading goes on with the first record that is there. The consumer
     * could do so by itself, and then nobody would know how many were left out.
     */
    ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } catch (NoOffsetForPartitionException e) {
            consumer.seekToBeginning(e.partitions());
        } catch (LogTruncationException e) {
            goOn(e.offsetOutOfRangePartitions(), e.divergentOffsets());
        } catch (OffsetOutOfRangeException e) {
            goOn(e.offsetOutOfRangePartitions(), Map.of());
        }
        return ConsumerRecords.empty();
    }

    /** Waits as a member of the group: polls with all partitions paused, so that no outage gets us thrown out. */
    void idle(Duration wait) {
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        consumer.pause(consumer.assignment());
        try {
            long left = wait.toNanos();
            do {
                poll(Duration.ofNanos(left));
                left = deadline - nanoTime.getAsLong();
            } while (left > 0);
        } catch (WakeupException e) {
            return; // the sink is being closed: the loop does what it still has time for
        } finally {
            Set<TopicPartition> readable = new HashSet<>(consumer.assignment());
            readable.removeAll(unrestored);
            consumer.resume(readable);
        }
    }

    static String metadata(long horizon) {
        return HORIZON + horizon;
    }

    private void go(Collection<TopicPartition> gone, boolean isOurs) {
        try {
            if (holder != null) {
                holder.letGo(gone, isOurs);
            }
        } finally {
            unrestored.removeAll(gone);
            ledger.forget(gone);
        }
    }

    private static long horizonOf(String metadata) {
        return metadata.matches(HORIZON + "\\d{1,15}") ? Long.parseLong(metadata.substring(HORIZON.length())) : 0;
    }

    private void passExpired(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(Set.copyOf(unrestored));
        committed.forEach((partition, offset) -> {
            Long beginning = beginnings.get(partition);
            if (offset != null && beginning != null && beginning > offset.offset()) {
                pass(partition, offset.offset(), beginning);
            }
        });
    }

    /**
     * Goes on where the log has nothing at our position.
     *
     * @param positions where we stand
     * @param kept up to where the log still is what we have read, where that is known: it was cut off there
     */
    private void goOn(Map<TopicPartition, Long> positions, Map<TopicPartition, OffsetAndMetadata> kept) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet());
        positions.forEach((partition, position) -> {
            long beginning = Objects.requireNonNull(beginnings.get(partition));
            if (beginning > position) {
                pass(partition, position, beginning);
                return;
            }
            OffsetAndMetadata known = kept.get(partition);
            long next = known == null ? beginning : Math.max(beginning, known.offset());
            errors.report(partition + " has nothing at offset " + position
                    + ", which was read before: Kafka has lost records (an unclean election?); reading again from "
                    + next);
            passedUpTo.computeIfPresent(partition, (key, upTo) -> Math.min(upTo, next)); // other records from there on
            consumer.seek(partition, next);
        });
    }

    /** What is not there any more cannot be delivered: said and counted, once in the life of the process, and left behind. */
    private void pass(TopicPartition partition, long position, long beginning) {
        long from = Math.max(position, passedUpTo.getOrDefault(partition, position));
        if (beginning > from) {
            passedUpTo.put(partition, beginning);
            meters.add(SinkMeter.EVENTS_EXPIRED, beginning - from);
            errors.report(
                    (beginning - from) + " offsets of " + partition + ", from " + from
                            + " on, were deleted by Kafka's retention before they were read: their records are lost to the warehouse");
        }
        consumer.seek(partition, beginning);
    }
}

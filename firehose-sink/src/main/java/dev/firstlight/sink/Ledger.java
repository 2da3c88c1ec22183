package dev.firstlight.sink;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The counts of the partitions that are ours now, restored from the ledger's own topic when a partition comes and forgotten when it
 * goes. Threads: one; {@link #held()} and {@link #newest} any.
 */
final class Ledger {

    /** Where earlier entries are read from. */
    @FunctionalInterface
    interface Entries {
        /** Hands out, in order, all entries of these sources of ours for minutes from {@code fromMinute} on. May block for seconds. */
        void read(Set<String> sources, long fromMinute, Consumer<LedgerEntry> to);
    }

    /** Counts held of one partition: about 10 MB, 17 pixels without a pause for two days. */
    static final int HELD_MAX = 50_000;

    private final Entries entries;
    private final int heldMax;
    private final String stage;
    private final Map<TopicPartition, PartitionLedger> partitions = new ConcurrentHashMap<>();
    private volatile int held;

    Ledger(Entries entries, int heldMax, Destination destination) {
        this.entries = entries;
        this.heldMax = heldMax;
        this.stage = destination.stage();
    }

    /** Takes these partitions over, each with the horizon that was committed with its offset (0 for none). */
    void restore(Map<TopicPartition, Long> horizons) {
        Map<String, PartitionLedger> bySource = new HashMap<>();
        Map<TopicPartition, PartitionLedger> restored = new HashMap<>();
        horizons.forEach((partition, horizon) -> {
            PartitionLedger made = new PartitionLedger(stage, sourceOf(partition), horizon, heldMax);
            bySource.put(made.source(), made);
            restored.put(partition, made);
        });
        long from = horizons.values().stream().mapToLong(Long::longValue).min().orElse(0);
        entries.read(bySource.keySet(), from, entry -> {
            PartitionLedger partition = bySource.get(entry.getSource());
            if (partition != null) {
                partition.restore(entry);
            }
        });
        partitions.putAll(restored);
        count();
    }

    void forget(Collection<TopicPartition> gone) {
        gone.forEach(partitions::remove);
        count();
    }

    /** The counts of a partition, or none when it is not ours. */
    @Nullable
    PartitionLedger of(TopicPartition partition) {
        return partitions.get(partition);
    }

    /** Takes the number of counts that are held, for {@link #held()}. */
    void count() {
        held = partitions.values().stream().collect(Collectors.summingInt(PartitionLedger::held));
    }

    int held() {
        return held;
    }

    /** What is counted and committed, by pixel, of the newest {@code minutes} that anything is held of; of our partitions alone. Threads: any. */
    Map<Tally.Key, LedgerCounts> newest(int minutes) {
        long newest = partitions.values().stream()
                .mapToLong(PartitionLedger::newestMinute)
                .max()
                .orElse(0);
        Map<Tally.Key, LedgerCounts> counts = new HashMap<>();
        partitions.values().forEach(partition -> partition.addTo(counts, newest - minutes + 1));
        return counts;
    }

    static String sourceOf(TopicPartition partition) {
        return partition.topic() + "-" + partition.partition();
    }
}

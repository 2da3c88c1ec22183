package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * The judge of a case, from what Kafka holds when it has come to rest: the raw log below the offsets that the processor committed says what must have
 * come out, and that and nothing else must be there. Threads: one.
 */
final class StreamOracle implements AutoCloseable {

    /** Also what a transaction of a dead instance may hold back: its timeout and the broker's look at it, each 10 s; and a rebuild. */
    private static final long PROCESSED_SECONDS = 90;

    private static final long LEDGER_SECONDS = 20;
    private static final long LOOK_MS = 50;

    private final Group group;
    private final TopicReader raw;
    private final Harvest harvest;

    StreamOracle(KafkaConfig kafka) {
        group = new Group(kafka);
        raw = new TopicReader(kafka, Topic.RAW);
        harvest = new Harvest(kafka);
    }

    Group group() {
        return group;
    }

    /** The offset of the last record of each partition of the raw log. */
    long[] lastOffsets() {
        Map<TopicPartition, Long> ends = raw.ends();
        long[] last = new long[ends.size()];
        Arrays.setAll(last, i -> 0);
        ends.forEach((partition, end) -> last[partition.partition()] = end - 1);
        return last;
    }

    /** Waits until the offsets committed are the log's end; answers what stands still. */
    List<String> awaitProcessed() throws InterruptedException {
        Map<TopicPartition, Long> ends = raw.ends();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROCESSED_SECONDS);
        Map<TopicPartition, Long> committed = group.committed();
        while (!committed.equals(ends) && System.nanoTime() - endNanos < 0) {
            Pause.of(LOOK_MS);
            committed = group.committed();
        }
        return committed.equals(ends)
                ? List.of()
                : List.of(PROCESSED_SECONDS + " s after the load only " + byNumber(committed) + " of " + byNumber(ends)
                        + " are committed");
    }

    /** What must have come out of the raw log below the committed offsets. */
    Outcome truth() throws InterruptedException {
        return Truth.of(raw.readTo(group.committed()), Promises.KEPT);
    }

    /** What differs from it. The ledger is written each second: waits for it as long as it takes to be right. */
    List<String> judge(Outcome truth) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEDGER_SECONDS);
        try {
            List<String> differences = Comparison.of(truth, harvest.readOn());
            while (!differences.isEmpty() && System.nanoTime() - endNanos < 0) {
                Pause.of(LOOK_MS);
                differences = Comparison.of(truth, harvest.readOn());
            }
            return differences;
        } catch (UnreadableException e) {
            return List.of("a record came out that cannot be read: " + e.detail());
        }
    }

    @Override
    public void close() {
        raw.close();
        harvest.close();
        group.close();
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new TreeMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.LedgerEntry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Makes what was accepted final: rejects and counts durable first, then the offsets.
 *
 * <p>In this order a crash in between repeats rows (the warehouse keeps one) and finds their counts already there, by position.
 * The group gives a partition to one sink, and counts are written once a batch, so two sinks write one partition's counts only when one
 * has lost it within the milliseconds before its commit is refused. Threads: the loop's.
 */
final class Committer {

    private final Consumer<byte[], byte[]> consumer;
    private final Ledger ledger;
    private final TopicWriter topics;
    private final Meters meters;
    private final ErrorLog errors;
    private final InstantSource clock;

    Committer(
            Consumer<byte[], byte[]> consumer,
            Ledger ledger,
            TopicWriter topics,
            Meters meters,
            ErrorLog errors,
            InstantSource clock) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.topics = topics;
        this.meters = meters;
        this.errors = errors;
        this.clock = clock;
    }

    /**
     * Commits a batch whose rows are all accepted; false when Kafka did not take it: to be called again after a poll.
     *
     * @throws FencedInstanceIdException when another sink goes by our name
     */
    boolean commit(Batch batch) {
        long nowMs = clock.millis();
        try {
            if (!batch.isCounted()) {
                writeCounts(batch, nowMs);
                topics.flush();
                batch.counted();
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = offsets(batch, nowMs);
            commitSync(offsets);
            offsets.forEach((partition, offset) -> settle(partition, offset, batch, nowMs));
            ledger.count();
            meters.add(SinkMeter.COMMITS);
            return true;
        } catch (FencedInstanceIdException e) {
            throw e; // another sink has our name and our partitions: nothing of this batch is ours to say any more
        } catch (KafkaException e) {
            meters.add(SinkMeter.COMMITS_FAILED);
            errors.report("the ledger or the offsets were not written; trying again", e);
            return false;
        }
    }

    private void writeCounts(Batch batch, long nowMs) {
        batch.spans().forEach((partition, span) -> {
            PartitionLedger counts = ledger.of(partition);
            if (counts == null) {
                return;
            }
            List<LedgerEntry> entries = counts.entries(span.tally(), span.next().offset(), nowMs);
            for (LedgerEntry entry : entries) {
                topics.write(entry);
                meters.add(counts.isLate(entry.getMinute()) ? SinkMeter.LEDGER_ENTRIES_LATE : SinkMeter.LEDGER_ENTRIES);
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Batch batch, long nowMs) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        batch.spans().forEach((partition, span) -> {
            PartitionLedger counts = ledger.of(partition);
            long horizon = counts == null
                    ? 0
                    : counts.horizonAfter(span.tally(), span.next().offset(), nowMs);
            offsets.put(
                    partition,
                    new OffsetAndMetadata(
                            span.next().offset(), span.next().leaderEpoch(), Assignment.metadata(horizon)));
        });
        return offsets;
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
        } catch (WakeupException e) {
            consumer.commitSync(offsets); // the sink is being closed; a wakeup interrupts one call only
        }
    }

    private void settle(TopicPartition partition, OffsetAndMetadata offset, Batch batch, long nowMs) {
        PartitionLedger counts = ledger.of(partition);
        Batch.Span span = batch.spans().get(partition);
        if (counts != null && span != null) {
            counts.committed(
                    span.tally(),
                    offset.offset(),
                    counts.horizonAfter(span.tally(), span.next().offset(), nowMs));
        }
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.LedgerEntry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Makes what was accepted final: rejects, counts and offsets in one transaction.
 *
 * <p>So whatever dies when, the ledger counts exactly the rows below the committed offsets; rows that were accepted and not committed are
 * delivered again, and the warehouse keeps one. Threads: the loop's.
 */
final class Committer {

    private final Consumer<byte[], byte[]> consumer;
    private final Ledger ledger;
    private final TopicRecords records;
    private final Transactions transactions;
    private final Meters meters;
    private final ErrorLog errors;
    private final InstantSource clock;

    Committer(
            Consumer<byte[], byte[]> consumer,
            Ledger ledger,
            TopicRecords records,
            Transactions transactions,
            Meters meters,
            ErrorLog errors,
            InstantSource clock) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.records = records;
        this.transactions = transactions;
        this.meters = meters;
        this.errors = errors;
        this.clock = clock;
    }

    /** Ends what a sink of our name left open; nothing when that is done. May throw what Kafka throws. */
    void takeOver() {
        transactions.takeOver();
    }

    /**
     * Commits a batch whose rows are all accepted; false when Kafka did not take it: to be called again after a poll.
     *
     * @throws FencedInstanceIdException or {@link ProducerFencedException} when another sink goes by our name
     */
    boolean commit(Batch batch) {
        long nowMs = clock.millis();
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(batch, nowMs);
        boolean isCommitted = offsets.isEmpty() || write(batch, offsets, nowMs);
        if (isCommitted && batch.oldestMs() != Long.MAX_VALUE) {
            meters.recordNanos(SinkMeter.DELAY_NANOS, Math.max(0, clock.millis() - batch.oldestMs()) * 1_000_000);
        }
        return isCommitted;
    }

    private boolean write(Batch batch, Map<TopicPartition, OffsetAndMetadata> offsets, long nowMs) {
        try {
            List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
            List<LedgerEntry> entries = entries(batch, nowMs);
            entries.forEach(entry -> written.add(records.of(entry)));
            batch.spans().values().forEach(span -> span.refused().forEach(one -> written.add(records.of(one))));
            transactions.commit(written, offsets, consumer.groupMetadata());
            batch.spans().forEach((partition, span) -> settle(partition, span, nowMs));
            ledger.count();
            meters.add(SinkMeter.LEDGER_ENTRIES, entries.size());
            meters.add(SinkMeter.ROWS_COMMITTED, batch.spanRows());
            meters.add(SinkMeter.COMMITS);
            return true;
        } catch (FencedInstanceIdException | ProducerFencedException e) {
            throw e; // another sink has our name and our partitions: nothing of this batch is ours to say any more
        } catch (KafkaException e) {
            meters.add(SinkMeter.COMMITS_FAILED);
            errors.report("the ledger and the offsets were not written; trying again", e);
            return false;
        }
    }

    private List<LedgerEntry> entries(Batch batch, long nowMs) {
        List<LedgerEntry> entries = new ArrayList<>();
        batch.spans().forEach((partition, span) -> {
            PartitionLedger counts = ledger.of(partition);
            if (counts != null) {
                entries.addAll(counts.entries(span.tally(), span.next().offset(), nowMs));
            }
        });
        return entries;
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

    private void settle(TopicPartition partition, Batch.Span span, long nowMs) {
        PartitionLedger counts = ledger.of(partition);
        if (counts == null) {
            return;
        }
        for (Tally.Key key : span.tally().cells().keySet()) {
            if (counts.isLate(key.minute())) {
                meters.add(SinkMeter.LEDGER_ENTRIES_LATE);
            }
        }
        long next = span.next().offset();
        counts.committed(span.tally(), next, counts.horizonAfter(span.tally(), next, nowMs));
    }
}

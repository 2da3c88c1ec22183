package dev.firstlight.sink;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Polls and makes rows, says when there is enough for a call or the first row has waited long enough, and which rows go then.
 *
 * <p>Threads: the loop's; {@link #behind()} any. Memory: see {@link Batch}. Failure: what Kafka throws; the loop gives the batch up.
 */
final class Gathering {

    private static final Duration QUIET_POLL = Duration.ofSeconds(1);

    /** While nothing is read, nothing is learned of the log's end by the way: it is asked for, this often. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private static final Duration ASK_WITHIN = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final Ledger ledger;
    private final RowMaker rows;
    private final TopicRecords records;
    private final long lingerNanos;
    private final LongSupplier nanoTime;
    private volatile long behind;
    private long askedNanos;

    Gathering(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            Ledger ledger,
            RowMaker rows,
            TopicRecords records,
            Duration linger,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.ledger = ledger;
        this.rows = rows;
        this.records = records;
        this.lingerNanos = linger.toNanos();
        this.nanoTime = nanoTime;
        this.askedNanos = nanoTime.getAsLong();
    }

    /** Reads once, waiting for something for so long at most. */
    void read(Batch batch, Duration wait) {
        toRows(poll(wait, batch), batch);
        batch.begin(nanoTime.getAsLong());
    }

    /** How long the batch may still wait for more; nothing when it is full, a second when there is nothing in it. */
    Duration untilDue(Batch batch) {
        if (batch.isEmpty()) {
            return QUIET_POLL;
        }
        long leftNanos = batch.sinceNanos() + lingerNanos - nanoTime.getAsLong();
        return batch.isFull() || leftNanos <= 0 ? Duration.ZERO : Duration.ofNanos(leftNanos);
    }

    /** Ends the batch and counts what goes, which {@code isLast} is everything; answers what begins the next one. */
    Batch pack(Batch batch, boolean isLast) {
        Batch next = batch.pack(due(batch), isLast, row -> delivered(row, batch));
        batch.spans().forEach((partition, span) -> span.refused().forEach(one -> refused(one, partition, span)));
        return next;
    }

    /** Records of our partitions that are not read yet. */
    long behind() {
        return behind;
    }

    /** Asks how far the log has gone meanwhile, while we wait and read nothing. */
    void askHowFarBehind() {
        long nowNanos = nanoTime.getAsLong();
        if (nowNanos - askedNanos < ASK_AGAIN.toNanos()) {
            return;
        }
        askedNanos = nowNanos;
        try {
            long sum = 0;
            for (var end :
                    consumer.endOffsets(consumer.assignment(), ASK_WITHIN).entrySet()) {
                sum += Math.max(0, end.getValue() - consumer.position(end.getKey(), ASK_WITHIN));
            }
            behind = sum;
        } catch (WakeupException e) {
            return; // the sink is being closed
        } catch (KafkaException e) {
            return; // a reading that stays as it was; whatever is wrong with Kafka shows elsewhere
        }
    }

    /**
     * Polls, and notes at once where each partition's share begins: the consumer stands behind these records from here on, so whatever
     * fails before they are rows, giving the batch up must find all of them.
     */
    private ConsumerRecords<byte[], byte[]> poll(Duration wait, Batch batch) {
        try {
            ConsumerRecords<byte[], byte[]> polled = assignment.poll(wait);
            for (TopicPartition partition : polled.partitions()) {
                batch.span(partition, polled.records(partition).get(0).offset());
            }
            assignment.restore();
            behind = consumer.assignment().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum();
            askedNanos = nanoTime.getAsLong();
            return polled;
        } catch (WakeupException e) {
            return ConsumerRecords.empty(); // the sink is being closed: on with what is in hand
        }
    }

    private void toRows(ConsumerRecords<byte[], byte[]> polled, Batch batch) {
        long nowNanos = nanoTime.getAsLong();
        for (TopicPartition partition : polled.partitions()) {
            if (ledger.of(partition) == null) {
                batch.forget(List.of(partition)); // went away within the poll
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> ofPartition = polled.records(partition);
            Batch.Span span = batch.span(partition, ofPartition.get(0).offset());
            for (ConsumerRecord<byte[], byte[]> record : ofPartition) {
                try {
                    batch.add(new RowInHand(partition, record.offset(), nowNanos, rows.make(record)));
                } catch (RefusedRowException e) {
                    batch.refuse(span, records.refused(record, e));
                }
            }
            span.readUpTo(Objects.requireNonNull(polled.nextOffsets().get(partition)));
        }
    }

    private int due(Batch batch) {
        long nowNanos = nanoTime.getAsLong();
        int due = 0;
        for (RowInHand row : batch.rows()) {
            if (nowNanos - row.readNanos() < lingerNanos) {
                break;
            }
            due++;
        }
        return due;
    }

    private Tally.@Nullable Cell delivered(RowInHand row, Batch batch) {
        String pixel = row.row().pixel();
        long minute = minuteOf(row.row().receivedMs());
        Batch.Span span = batch.spans().get(row.partition());
        // no row of an archive has a pixel, and none of them is for the ledger
        return span != null && !pixel.isEmpty() && isCounted(row.partition(), pixel, minute, row.offset())
                ? span.tally().deliver(pixel, minute, row.offset())
                : null;
    }

    private void refused(RefusedRecord one, TopicPartition partition, Batch.Span span) {
        long minute = minuteOf(one.receivedMs());
        if (!isCounted(partition, one.pixel(), minute, one.offset())) {
            return;
        }
        if (one.pixel().isEmpty()) {
            span.tally().unreadable(minute, one.offset());
        } else {
            span.tally().refuse(one.pixel(), minute, one.offset());
        }
    }

    /** Whether the ledger has it yet to count. */
    private boolean isCounted(TopicPartition partition, String pixel, long minute, long offset) {
        PartitionLedger counts = ledger.of(partition);
        return counts != null && counts.isUncounted(pixel, minute, offset);
    }

    private static long minuteOf(long receivedMs) {
        return Math.floorDiv(receivedMs, Tally.MINUTE_MS);
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The sink's guarantee in five calls: poll, toRows, deliver, retry, commit. An offset is committed only when every row up to it was
 * accepted, so that each event is delivered at least once.
 *
 * <p>Thread: one of its own, which owns the consumer. Failure: what is not accepted is sent again for ever, with back-off, a readiness
 * condition and one log line a minute; nothing is dropped. Any other error gives the batch up, and it is read again. Memory: one batch
 * (a call's worth and one poll more) and what the consumer has fetched ahead (8 MiB a broker).
 */
final class SinkLoop implements AutoCloseable {

    /** Readiness: the loop runs and Kafka answers it. */
    static final String LOOP = "loop";

    /** What remains to be said to the group at the end. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private static final Duration QUIET_POLL = Duration.ofSeconds(1);

    private final SinkConfig config;
    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final Ledger ledger;
    private final RowMaker rows;
    private final Attempts attempts;
    private final Committer committer;
    private final Meters meters;
    private final Readiness readiness;
    private final ErrorLog errors;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private volatile boolean isStopping;
    private volatile long stopByNanos;
    private volatile int rowsInHand;
    private volatile long behind;

    private @Nullable Batch givenUp;
    private int failedRounds;

    /** What the loop is made of; the loop owns the consumer alone. */
    record Parts(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            Ledger ledger,
            RowMaker rows,
            Attempts attempts,
            Committer committer,
            Meters meters,
            Readiness readiness,
            ErrorLog errors) {}

    SinkLoop(SinkConfig config, String topic, Parts parts, InstantSource clock, LongSupplier nanoTime) {
        this.config = config;
        this.topic = topic;
        this.consumer = parts.consumer();
        this.assignment = parts.assignment();
        this.ledger = parts.ledger();
        this.rows = parts.rows();
        this.attempts = parts.attempts();
        this.committer = parts.committer();
        this.meters = parts.meters();
        this.readiness = parts.readiness();
        this.errors = parts.errors();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "sink");
        readiness.expect(LOOP, "has not started yet");
        meters.gauge(SinkMeter.ROWS_IN_HAND, () -> rowsInHand);
        meters.gauge(SinkMeter.EVENTS_BEHIND, () -> behind);
        meters.gauge(SinkMeter.LEDGER_HELD, ledger::held);
    }

    void start() {
        thread.start();
    }

    /** Stops polling, delivers and commits what is in hand within the drain timeout, leaves the consumer closed. */
    @Override
    public void close() throws InterruptedException {
        stopByNanos = nanoTime.getAsLong() + config.drainTimeout().toNanos();
        isStopping = true;
        consumer.wakeup();
        thread.join();
    }

    private void run() {
        try {
            subscribe();
            while (!isStopping) {
                round();
            }
        } finally {
            readiness.fails(LOOP, "has stopped");
            // A static member does not leave: its partitions wait for its restart until the session ends.
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }

    void subscribe() {
        consumer.subscribe(List.of(topic), assignment);
    }

    /** From one commit to the next. */
    void round() {
        Batch batch = new Batch(config.pack());
        boolean isDone = false;
        try {
            readAgainWhatWasGivenUp();
            assignment.restore();
            assignment.isInHand(batch);
            readiness.holds(LOOP);
            gather(batch);
            deliver(batch);
            while (batch.hasLeft() && mayGoOn()) {
                retry(batch);
            }
            isDone = !batch.hasLeft() && commit(batch);
            failedRounds = 0;
        } catch (WakeupException e) {
            isDone = false; // the sink is being closed in the middle of something that can be done again
        } catch (RuntimeException e) {
            roundFailed(e);
        }
        if (!isDone) {
            giveUp(batch);
        }
        rowsInHand = 0;
    }

    /** Polls and makes rows until there is enough for a call or the first row has waited long enough. */
    private void gather(Batch batch) {
        long dueNanos = Long.MAX_VALUE;
        while (!isStopping && !batch.isFull()) {
            long leftNanos = dueNanos - nanoTime.getAsLong();
            if (!batch.isEmpty() && leftNanos <= 0) {
                break;
            }
            toRows(poll(batch.isEmpty() ? QUIET_POLL : Duration.ofNanos(leftNanos), batch), batch);
            if (dueNanos == Long.MAX_VALUE && !batch.isEmpty()) {
                dueNanos = nanoTime.getAsLong() + config.pack().linger().toNanos();
            }
        }
        batch.finish();
    }

    /**
     * Polls, and notes at once where each partition's share begins: the consumer stands behind these records from here on, so whatever
     * fails before they are rows, giving the batch up must find all of them.
     */
    private ConsumerRecords<byte[], byte[]> poll(Duration wait, Batch batch) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
            for (TopicPartition partition : records.partitions()) {
                batch.span(partition, records.records(partition).get(0).offset());
            }
            assignment.restore();
            behind = consumer.assignment().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum();
            return records;
        } catch (WakeupException e) {
            return ConsumerRecords.empty(); // the sink is being closed: on with what is in hand
        }
    }

    private void toRows(ConsumerRecords<byte[], byte[]> records, Batch batch) {
        for (TopicPartition partition : records.partitions()) {
            PartitionLedger counts = ledger.of(partition);
            if (counts == null) {
                batch.forget(List.of(partition)); // went away within the poll
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(partition);
            Batch.Span span = batch.span(partition, ofPartition.get(0).offset());
            for (ConsumerRecord<byte[], byte[]> record : ofPartition) {
                RowMaker.Row row = rows.make(record);
                if (row != null) {
                    batch.add(span, row.line(), row.receivedMs());
                    long minute = Math.floorDiv(row.receivedMs(), Tally.MINUTE_MS);
                    if (counts.isUncounted(row.pixel(), minute, record.offset())) {
                        span.tally().add(row.pixel(), minute, record.offset());
                    }
                }
            }
            span.readUpTo(Objects.requireNonNull(records.nextOffsets().get(partition)));
        }
        rowsInHand = batch.rows();
    }

    /** Tries each call that is left once, up to the first that is not taken whole. */
    private void deliver(Batch batch) {
        for (ListIterator<List<RowRecord>> calls = batch.left(); calls.hasNext(); ) {
            List<RowRecord> left = attempts.attempt(calls.next());
            if (!left.isEmpty()) {
                calls.set(left);
                return;
            }
            calls.remove();
            if (calls.hasNext()) {
                assignment.idle(Duration.ZERO); // says that we live
            }
        }
    }

    private void retry(Batch batch) {
        idle(attempts.waitBeforeNext());
        deliver(batch);
    }

    /** True when it is committed; false when the sink stops before Kafka took it. */
    private boolean commit(Batch batch) {
        for (int failures = 1; !committer.commit(batch); failures++) {
            if (!mayGoOn()) {
                return false;
            }
            idle(attempts.waitAfter(failures));
        }
        if (batch.rows() > 0) {
            meters.recordNanos(
                    SinkMeter.DELAY_NANOS, Math.max(0, clock.millis() - batch.oldestReceivedMs()) * 1_000_000);
        }
        return true;
    }

    /** Waits, but not beyond the time that is left for stopping. */
    private void idle(Duration wait) {
        long leftNanos = isStopping ? Math.max(0, stopByNanos - nanoTime.getAsLong()) : Long.MAX_VALUE;
        assignment.idle(Duration.ofNanos(Math.min(wait.toNanos(), leftNanos)));
    }

    private boolean mayGoOn() {
        return !isStopping || nanoTime.getAsLong() - stopByNanos < 0;
    }

    private void giveUp(Batch batch) {
        batch.spans().values().forEach(span -> meters.add(SinkMeter.ROWS_ABANDONED, span.rows()));
        givenUp = batch;
    }

    private void roundFailed(RuntimeException cause) {
        meters.add(SinkMeter.ROUNDS_FAILED);
        errors.report("a round of the sink failed; what was in hand is read again", cause);
        readiness.fails(LOOP, cause.getClass().getSimpleName());
        try {
            idle(attempts.waitAfter(++failedRounds));
        } catch (RuntimeException e) {
            errors.report("Kafka does not answer the sink", e);
        }
    }

    private void readAgainWhatWasGivenUp() {
        Batch again = givenUp;
        if (again != null) {
            again.spans().forEach((partition, span) -> {
                if (consumer.assignment().contains(partition)) {
                    consumer.seek(partition, span.firstOffset());
                }
            });
            givenUp = null;
        }
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.ListIterator;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The sink's guarantee in three calls: gather, deliver, commit. An offset is committed only when every row up to it was accepted, so that
 * each event is delivered at least once, and in the same transaction as its count.
 *
 * <p>Thread: one of its own, which owns the consumer. Failure: what is not accepted is sent again for ever, with back-off, a readiness
 * condition and one log line a minute; nothing is dropped. Any other error gives the batch up, and it is read again. Memory, however
 * long an outage is: one batch (a call's worth and one poll more), one call under way, and what the consumer has fetched ahead
 * (8 MiB a broker); meanwhile all partitions are paused.
 */
final class SinkLoop implements AutoCloseable {

    /** Readiness: the loop runs and Kafka answers it. */
    static final String LOOP = "loop";

    /** What remains to be said to the group at the end. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final SinkConfig config;
    private final String topic;
    private final Parts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Attempts attempts;
    private final Meters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private volatile boolean isStopping;
    private volatile long stopByNanos;
    private volatile int rowsInHand;
    private volatile long oldestReceivedMs = Long.MAX_VALUE;

    private @Nullable Batch begun;
    private @Nullable Batch givenUp;
    private int failedRounds;

    /** What the loop is made of; the loop owns the consumer alone. */
    record Parts(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            Ledger ledger,
            Gathering gathering,
            Packing packing,
            Attempts attempts,
            Committer committer,
            Meters meters,
            Readiness readiness,
            ErrorLog errors) {}

    SinkLoop(SinkConfig config, String topic, Parts parts, InstantSource clock, LongSupplier nanoTime) {
        this.config = config;
        this.topic = topic;
        this.parts = parts;
        this.consumer = parts.consumer();
        this.attempts = parts.attempts();
        this.meters = parts.meters();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, "sink");
        parts.readiness().expect(LOOP, "has not started yet");
        meters.gauge(SinkMeter.ROWS_IN_HAND, () -> rowsInHand);
        meters.gauge(SinkMeter.OLDEST_UNDELIVERED_SECONDS, this::oldestSeconds);
        meters.gauge(SinkMeter.EVENTS_BEHIND, parts.gathering()::behind);
        meters.gauge(SinkMeter.LEDGER_HELD, parts.ledger()::held);
    }

    void start() {
        thread.start();
    }

    /**
     * Stops polling, delivers and commits what is in hand within the drain timeout, leaves the consumer closed. A call that is still under
     * way then is cut off: nobody knows whether it was taken, so it is sent again after the next start.
     */
    @Override
    public void close() throws InterruptedException {
        stopByNanos = nanoTime.getAsLong() + config.drainTimeout().toNanos();
        isStopping = true;
        consumer.wakeup();
        thread.join(config.drainTimeout().toMillis() + 1); // 0 would be for ever
        if (thread.isAlive()) {
            attempts.cutOff();
            thread.join();
        }
    }

    private void run() {
        try {
            subscribe();
            while (!isStopping || begun != null && mayGoOn()) {
                round();
            }
            if (begun != null) {
                giveUp(begun);
            }
        } finally {
            parts.readiness().fails(LOOP, "has stopped");
            // A static member does not leave: its partitions wait for its restart until the session ends.
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }

    void subscribe() {
        consumer.subscribe(List.of(topic), parts.assignment());
    }

    /** From one commit to the next. */
    void round() {
        Batch batch = begun == null ? new Batch(parts.packing()) : begun;
        begun = null;
        boolean isDone = false;
        try {
            readAgainWhatWasGivenUp();
            parts.committer().takeOver();
            parts.assignment().isInHand(batch);
            parts.assignment().restore();
            parts.readiness().holds(LOOP);
            parts.gathering().gather(batch, () -> isStopping);
            isInHand(batch);
            deliver(batch);
            isDone = !batch.hasLeft() && commit(batch);
            failedRounds = 0;
        } catch (WakeupException e) {
            isDone = false; // the sink is being closed in the middle of something that can be done again
        } catch (RuntimeException e) {
            roundFailed(e);
        }
        if (isDone) {
            begun = batch.rest().isEmpty() ? null : batch.rest();
        } else {
            giveUp(batch);
        }
        isInHand(begun);
    }

    /** Hands over call after call, waiting as the other side needs it, until nothing is left or the time for stopping is over. */
    private void deliver(Batch batch) {
        boolean isFirst = true;
        while (batch.hasLeft() && (isFirst || mayGoOn())) {
            Duration wait = attempts.waitBeforeNext();
            if (!isFirst || !wait.isZero()) {
                idle(wait); // however short: it says that we live
            }
            ListIterator<List<RowRecord>> calls = batch.left();
            List<RowRecord> left = attempts.attempt(calls.next());
            if (left.isEmpty()) {
                calls.remove();
            } else {
                calls.set(left);
            }
            isFirst = false;
        }
    }

    /** True when it is committed; false when the sink stops before Kafka took it. */
    private boolean commit(Batch batch) {
        for (int failures = 1; !parts.committer().commit(batch); failures++) {
            if (!mayGoOn()) {
                return false;
            }
            idle(attempts.waitAfter(failures));
        }
        batch.rows().stream()
                .mapToLong(row -> row.row().receivedMs())
                .min()
                .ifPresent(oldestMs ->
                        meters.recordNanos(SinkMeter.DELAY_NANOS, Math.max(0, clock.millis() - oldestMs) * 1_000_000));
        return true;
    }

    /** Waits, but not beyond the time that is left for stopping. */
    private void idle(Duration wait) {
        long leftNanos = isStopping ? Math.max(0, stopByNanos - nanoTime.getAsLong()) : Long.MAX_VALUE;
        parts.assignment().idle(Duration.ofNanos(Math.min(wait.toNanos(), leftNanos)));
        parts.gathering().askHowFarBehind();
    }

    private boolean mayGoOn() {
        return !isStopping || nanoTime.getAsLong() - stopByNanos < 0;
    }

    private void isInHand(@Nullable Batch batch) {
        rowsInHand = batch == null ? 0 : batch.spanRows();
        oldestReceivedMs =
                batch == null ? Long.MAX_VALUE : batch.least(row -> row.row().receivedMs());
    }

    private long oldestSeconds() {
        long oldestMs = oldestReceivedMs;
        return oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, (clock.millis() - oldestMs) / 1_000);
    }

    private void giveUp(Batch batch) {
        meters.add(SinkMeter.ROWS_ABANDONED, batch.spanRows());
        givenUp = batch;
    }

    private void roundFailed(RuntimeException cause) {
        meters.add(SinkMeter.ROUNDS_FAILED);
        parts.errors().report("a round of the sink failed; what was in hand is read again", cause);
        parts.readiness().fails(LOOP, cause.getClass().getSimpleName());
        try {
            idle(attempts.waitAfter(++failedRounds));
        } catch (RuntimeException e) {
            parts.errors().report("Kafka does not answer the sink", e);
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

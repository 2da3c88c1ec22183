package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The sink's guarantee in three calls: gather, deliver, commit. Several batches may be on their way at once, and are committed in the order in
 * which they were read: an offset only when every row up to it was accepted, so that each event is delivered at least once, and in the same
 * transaction as its count.
 *
 * <p>Thread: one of its own, which owns the consumer; calls are carried by others ({@link Attempts}). Failure: what is not accepted is sent again
 * for ever, with back-off, a readiness condition and one log line a minute; nothing is dropped. That holds for a call that ends in a bug too: others
 * go past it, as many as {@link InHand} holds, and nothing is committed past it. Any other error gives up what is in hand, and it is read again.
 * Memory, however long an outage is: the calls that may be under way, those few that ended in a bug, a call's worth that is gathered and one poll more,
 * and what the consumer has fetched ahead (8 MiB a broker); when that much is gathered, all partitions are paused.
 */
final class SinkLoop implements AutoCloseable {

    /** Readiness: the loop runs and Kafka answers it. */
    static final String LOOP = "loop";

    /** What remains to be said to the group at the end. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** While calls are under way, a wait for more to read is cut into pieces, after each of which it is seen what has become of them. */
    private static final Duration LOOK_AFTER_CALLS = Duration.ofMillis(20);

    /** A wait for the end of a call, which ends with it; after each, Kafka sees that we live. */
    private static final Duration WAIT_FOR_CALL = Duration.ofMillis(100);

    private final SinkConfig config;
    private final String topic;
    private final Parts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Attempts attempts;
    private final Gathering gathering;
    private final Meters meters;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private final InHand inHand;
    private final Sending sending;
    private final InHandGauges gauges;
    private final HandOver handOver;
    private final Map<TopicPartition, Long> givenUp = new HashMap<>();

    private volatile boolean isStopping;
    private volatile long stopByNanos;
    private boolean isCommitting;
    private boolean isCommitFailing;
    private int failedRounds;

    /** What the loop is made of; it owns the consumer alone, and tells {@code whenDead} why when it ends though nobody stopped it. */
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
            ErrorLog errors,
            java.util.function.Consumer<String> whenDead) {}

    SinkLoop(SinkConfig config, String topic, Parts parts, InstantSource clock, LongSupplier nanoTime) {
        this.config = config;
        this.topic = topic;
        this.parts = parts;
        this.consumer = parts.consumer();
        this.attempts = parts.attempts();
        this.gathering = parts.gathering();
        this.meters = parts.meters();
        this.nanoTime = nanoTime;
        this.inHand = new InHand(parts.packing());
        this.sending = new Sending(inHand, attempts, gathering, WAIT_FOR_CALL);
        this.gauges = new InHandGauges(meters, clock);
        Duration withinPoll = KafkaClients.withinPoll(config.consumer());
        HandOver.Limits limits = new HandOver.Limits(config.drainTimeout(), withinPoll, this::mayGoOn);
        this.handOver = new HandOver(inHand, attempts, parts.committer(), limits, meters, nanoTime);
        this.thread = new Thread(this::run, "sink");
        parts.readiness().expect(LOOP, "has not started yet");
        meters.gauge(SinkMeter.EVENTS_BEHIND, gathering::behind);
        meters.gauge(SinkMeter.LEDGER_HELD, parts.ledger()::held);
    }

    void start() {
        thread.start();
    }

    /**
     * Stops polling, delivers and commits what is in hand within the drain timeout, leaves the consumer closed. Calls that are still under
     * way then are cut off: nobody knows whether they were taken, so they are sent again after the next start. Without any time nothing is
     * sent any more; what was accepted by then is committed all the same.
     */
    @Override
    public void close() throws InterruptedException {
        stopByNanos = nanoTime.getAsLong() + config.drainTimeout().toNanos();
        isStopping = true;
        consumer.wakeup();
        thread.join(config.drainTimeout().toMillis() + 1); // 0 would be for ever
        attempts.cutOff();
        thread.join();
    }

    private void run() {
        try {
            subscribe();
            while (goesOn()) {
                round();
            }
            commitWhatIsAccepted();
        } finally {
            // Before the consumer is closed, which says that partitions go: after an error nothing of them is committed
            // any more.
            giveUp();
            parts.readiness().fails(LOOP, "has stopped");
            if (!isStopping) {
                parts.whenDead().accept("the sink's loop has died");
            }
            // A static member does not leave: its partitions wait for its restart until the session ends.
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }

    void subscribe() {
        parts.assignment().tell(this::letGo);
        consumer.subscribe(List.of(topic), parts.assignment());
    }

    /** Until something is committed, or an error gave everything up. */
    void round() {
        try {
            boolean isCommitted = false;
            while (!isCommitted && goesOn()) {
                isCommitted = turn();
            }
            failedRounds = 0;
        } catch (WakeupException e) {
            return; // the sink is being closed in the middle of something that can be done again
        } catch (RuntimeException e) {
            roundFailed(e);
        }
    }

    /** Everything that can be done now, then waits for something more to do; true when something was committed. */
    boolean turn() {
        readAgainWhatWasGivenUp();
        parts.committer().takeOver();
        parts.assignment().restore();
        attempts.conclude();
        parts.readiness().holds(LOOP);
        boolean isCommitted = commit();
        if (!isCommitted) {
            sending.send(isStopping);
            if (!attempts.hasEnded() && inHand.done() == null) {
                waitForMore();
            }
        }
        gauges.note(inHand);
        return isCommitted;
    }

    /** Reads on while there is room for it, however it stands with what is on its way. */
    private void waitForMore() {
        Batch gathered = inHand.gathered();
        Duration wait = sending.untilSomethingCanBeDone(isStopping);
        if (!isStopping && !gathered.isFull()) {
            gathering.read(gathered, attempts.isUnderWay() ? Collections.min(List.of(wait, LOOK_AFTER_CALLS)) : wait);
        } else if (attempts.isUnderWay()) {
            attempts.await(Collections.min(List.of(wait, WAIT_FOR_CALL)));
            idle(Duration.ZERO);
        } else {
            idle(wait);
        }
    }

    /** Commits all that may be, oldest first; false when there is nothing of the kind, or the sink stops before Kafka took it. */
    private boolean commit() {
        boolean isAny = false;
        for (Batch done = inHand.done(); done != null; done = inHand.done()) {
            isCommitting = true;
            try {
                for (int failures = 1; !parts.committer().commit(done); failures++) {
                    isCommitFailing = true;
                    if (!mayGoOn()) {
                        return false;
                    }
                    idle(attempts.waitAfter(failures));
                }
            } finally {
                isCommitting = false;
            }
            isCommitFailing = false;
            inHand.committed();
            isAny = true;
        }
        return isAny;
    }

    /** The time for stopping is over: what was accepted within it need not be sent again. One try, unless the one before it failed just now. */
    private void commitWhatIsAccepted() {
        attempts.conclude();
        try {
            if (!isCommitFailing) {
                commit();
            }
        } catch (RuntimeException e) {
            parts.errors().report("the last commit failed; what it would have committed is sent again", e);
        }
    }

    /** Partitions go: in the middle of a commit without another one, since a commit polls between its tries. */
    private void letGo(Collection<TopicPartition> gone, boolean isOurs) {
        givenUp.keySet().removeAll(gone);
        handOver.letGo(gone, isOurs && !isCommitting);
    }

    /** Waits, but not beyond the time that is left for stopping. */
    private void idle(Duration wait) {
        long leftNanos = isStopping ? Math.max(0, stopByNanos - nanoTime.getAsLong()) : Long.MAX_VALUE;
        parts.assignment().idle(Duration.ofNanos(Math.min(wait.toNanos(), leftNanos)));
        gathering.askHowFarBehind();
    }

    private boolean goesOn() {
        return !isStopping || !inHand.isEmpty() && mayGoOn();
    }

    private boolean mayGoOn() {
        return !isStopping || nanoTime.getAsLong() - stopByNanos < 0;
    }

    private void giveUp() {
        meters.add(SinkMeter.ROWS_ABANDONED, inHand.rows());
        inHand.giveUp().forEach((partition, first) -> givenUp.merge(partition, first, Math::min));
    }

    private void roundFailed(RuntimeException cause) {
        giveUp();
        gauges.note(inHand);
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
        givenUp.forEach((partition, first) -> {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, first);
            }
        });
        givenUp.clear();
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of partitions that another sink gets. What of them is under way is waited for and committed if it is accepted: the next sink need not
 * send it again. Nothing is tried again for that, and the rest is the next sink's to send.
 *
 * <p>Bounds: calls are waited for no longer than the drain timeout; and as all of it happens within a poll, nothing is begun past half of the time
 * after which the group throws out who does not poll. Threads: the loop's. Failure: what Kafka throws is thrown when everything is let go; a line
 * in the log says so when not all that was sent is committed by then.
 */
final class HandOver {

    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    /** A wait for the end of a call, which ends with it; after each it is seen whether there is time for one more. */
    private static final Duration LOOK_AT_TIME = Duration.ofMillis(100);

    /**
     * How long it may take.
     *
     * @param forCalls for those that are under way
     * @param withinPoll for all of it; a commit that begins before may end after it
     * @param mayWait false when the sink stops and its own time for that is over
     */
    record Limits(Duration forCalls, Duration withinPoll, BooleanSupplier mayWait) {}

    private final InHand inHand;
    private final Attempts attempts;
    private final Committer committer;
    private final Limits limits;
    private final Meters meters;
    private final LongSupplier nanoTime;

    HandOver(
            InHand inHand,
            Attempts attempts,
            Committer committer,
            Limits limits,
            Meters meters,
            LongSupplier nanoTime) {
        this.inHand = inHand;
        this.attempts = attempts;
        this.committer = committer;
        this.limits = limits;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /**
     * From now on nothing of these is in hand.
     *
     * @param mayCommit false when they are another's already, or the hand-over comes in the middle of a commit: then nothing is waited for
     */
    void letGo(Collection<TopicPartition> gone, boolean mayCommit) {
        try {
            if (mayCommit) {
                finish(gone);
            }
        } finally {
            // After a failure too: else they would be read again from where they stand now, should they come back.
            leave(gone);
        }
    }

    private void leave(Collection<TopicPartition> gone) {
        boolean isOnItsWay = inHand.isOnItsWay(gone);
        int rows = inHand.forget(gone);
        meters.add(SinkMeter.ROWS_ABANDONED, rows);
        if (isOnItsWay) {
            LOG.info(
                    "let go of {} before all that was sent of them was committed: the next sink sends {} rows, perhaps again; calls under way: {}",
                    gone,
                    rows,
                    attempts.underWay());
        } else {
            LOG.debug(
                    "let go of {}: the next sink sends {} rows; calls under way: {}", gone, rows, attempts.underWay());
        }
    }

    /** Batches are committed in their order, so those before what goes come first. */
    private void finish(Collection<TopicPartition> gone) {
        long sinceNanos = nanoTime.getAsLong();
        boolean goesOn = true;
        while (goesOn && inHand.isOnItsWay(gone)) {
            attempts.conclude();
            Batch done = inHand.done();
            Duration spent = Duration.ofNanos(nanoTime.getAsLong() - sinceNanos);
            if (spent.compareTo(limits.withinPoll()) >= 0) {
                goesOn = false;
            } else if (done == null) {
                goesOn = hasWaited(spent);
            } else {
                goesOn = committer.commit(done);
                if (goesOn) {
                    inHand.committed();
                }
            }
        }
    }

    /** False when there is nothing to wait for, or no time. */
    private boolean hasWaited(Duration spent) {
        boolean mayWait = attempts.isUnderWay()
                && spent.compareTo(limits.forCalls()) < 0
                && limits.mayWait().getAsBoolean();
        if (mayWait) {
            attempts.await(LOOK_AT_TIME);
        }
        return mayWait;
    }
}

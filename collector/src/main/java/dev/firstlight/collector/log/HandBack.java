package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Brings packs whose fate is known back to their loop: one task for whatever has been settled by the time that the loop gets to it, and a
 * bounded number of answers in one turn. After an outage what was settled is what came in during seconds, and new requests must not wait for
 * all of it: the rest is scheduled, which a loop gets to after its sockets; what is executed it would do at once.
 *
 * <p>Threads: {@link #offer} from any; the rest on the loop. Bounds: what is on its way is bounded by the log. Failure: when the loop has ended
 * nobody waits any more; that is counted.
 */
final class HandBack {

    /** Answered in one turn of the loop: a write to a socket each, so about 1 ms ({@code loadtest/bench edge --outage}). */
    static final int EVENTS_MAX = 128;

    /**
     * A pack that was handed over and whose fate is known.
     *
     * @param openedAtMs epoch milliseconds
     * @param waiting for it, one for each event
     * @param kept how many of its events are marked as refused
     */
    record Settled(int partition, long openedAtMs, List<Waiting> waiting, int kept, Outcome outcome) {}

    private final ScheduledExecutorService loop;
    private final Consumer<Settled> onLoop;
    private final Meters meters;
    private final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final ErrorLog errors = new ErrorLog(HandBack.class);
    private boolean isFinishing;

    /** @param onLoop answers one pack; called on the loop */
    HandBack(ScheduledExecutorService loop, Consumer<Settled> onLoop, Meters meters) {
        this.loop = loop;
        this.onLoop = onLoop;
        this.meters = meters;
    }

    void offer(Settled pack) {
        settled.add(pack);
        if (isDue.compareAndSet(false, true)) {
            try {
                loop.execute(this::turn);
            } catch (RejectedExecutionException e) {
                isDue.set(false);
                for (Settled unheard = settled.poll(); unheard != null; unheard = settled.poll()) {
                    meters.add(
                            CollectorMeter.OUTCOMES_UNHEARD, unheard.waiting().size());
                }
            }
        }
    }

    /** From now on all at once: what is scheduled when a loop ends is cancelled. */
    void finish() {
        isFinishing = true;
        isDue.set(true);
        turn();
    }

    /** {@link #isDue} stays set until the queue is empty: who offers meanwhile must not bring about a second turn beside the one that is due. */
    private void turn() {
        int events = 0;
        do {
            for (Settled next = settled.poll(); next != null; next = settled.poll()) {
                answer(next);
                events += next.waiting().size();
                if (events >= EVENTS_MAX && !isFinishing && !settled.isEmpty()) {
                    meters.add(CollectorMeter.HAND_BACKS_SPLIT);
                    loop.schedule(this::turn, 1, TimeUnit.NANOSECONDS);
                    return;
                }
            }
            isDue.set(false);
        } while (!settled.isEmpty() && isDue.compareAndSet(false, true));
    }

    /** Whatever goes wrong with one pack, the others are answered. */
    private void answer(Settled pack) {
        try {
            onLoop.accept(pack);
        } catch (RuntimeException | Error e) {
            errors.report("the fate of a pack could not be told", e);
        }
    }
}

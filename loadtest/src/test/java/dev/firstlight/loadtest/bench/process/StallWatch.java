package dev.firstlight.loadtest.bench.process;

import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Pack;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Ticks every millisecond on every event loop of the collector, and on a thread of its own in the same process on the same core: the control.
 * What holds both up is the machine's or the collector of garbage; what holds up the loop alone is the loop's own.
 *
 * <p>It finds the loops at the port between them and the log: a loop is whoever offers a pack. Threads: the loops; one control; any asks.
 */
final class StallWatch implements UnaryOperator<EventLog> {

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long LOOK_EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private record Watched(Gaps gaps, LateLoop late) {}

    private final Map<EventExecutor, Watched> loops = new ConcurrentHashMap<>();
    private final Gaps control = new Gaps();
    private volatile long sinceNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime();

    /** Begins to tick. */
    void start() {
        Thread thread = new Thread(this::tickControl, "stall-control");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public EventLog apply(EventLog log) {
        return new EventLog() {
            @Override
            public Offer offer(Pack pack) {
                watchThisLoop();
                return log.offer(pack);
            }
        };
    }

    /** Starts anew. */
    void forget() {
        sinceNanos = System.nanoTime();
        control.forget();
        loops.values().forEach(loop -> {
            loop.gaps().forget();
            loop.late().forget();
        });
    }

    /** As {@link Stalls#parse} reads it. */
    String longest() {
        Watched worst = null;
        Gaps.Beyond beyond = new Gaps.Beyond(-1, 0, 0);
        for (Watched loop : loops.values()) {
            Gaps.Beyond own = loop.gaps().longestBeyond(control);
            if (own.nanos() > beyond.nanos()) {
                worst = loop;
                beyond = own;
            }
        }
        if (worst == null) {
            throw new IllegalStateException("no loop has offered a pack yet");
        }
        long loop = loops.values().stream()
                .mapToLong(watched -> watched.gaps().nanosMax())
                .max()
                .orElse(0);
        String why = worst.late().between(beyond.fromNanos(), beyond.untilNanos());
        return beyond.nanos() + " " + Math.max(0, beyond.fromNanos() - sinceNanos) + " " + loop + " "
                + control.nanosMax() + " " + why;
    }

    private void watchThisLoop() {
        EventExecutor loop = ThreadExecutorMap.currentExecutor();
        if (loop != null && !loops.containsKey(loop)) {
            Gaps gaps = new Gaps();
            loops.put(loop, new Watched(gaps, new LateLoop()));
            tickLoop(loop, gaps);
        }
    }

    private static void tickLoop(EventExecutor loop, Gaps gaps) {
        gaps.tick(System.nanoTime());
        loop.schedule(() -> tickLoop(loop, gaps), Gaps.PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tickControl() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, Gaps.PERIOD_NANOS);
            long now = System.nanoTime();
            control.tick(now);
            if (now - lookedNanos > LOOK_EACH_NANOS) {
                lookAtLateLoops(now);
            }
        }
    }

    /** A loop that is late enough to be asked why: a look costs it a safepoint, and so is rare. */
    private void lookAtLateLoops(long now) {
        for (Watched loop : loops.values()) {
            if (loop.gaps().isOverdue(now, LATE_NANOS)) {
                loop.late().look(now);
                lookedNanos = now;
            }
        }
    }
}

package dev.firstlight.collector.edge;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests of all connections are unanswered: each holds memory until the log says what became of its events, whether its client
 * is still there or not. Threads: any. Bounds: past the greatest number events are answered 503; the other routes, which are answered at once,
 * go on.
 */
final class Outstanding {

    private final AtomicInteger count = new AtomicInteger();
    private final int max;

    Outstanding(int max) {
        this.max = max;
    }

    void opened() {
        count.incrementAndGet();
    }

    void answered() {
        count.decrementAndGet();
    }

    /** Whether one of those that are open is one too many. */
    boolean isExceeded() {
        return count.get() > max;
    }

    /** Whether the next one would be one too many. */
    boolean isReached() {
        return count.get() >= max;
    }

    int count() {
        return count.get();
    }
}

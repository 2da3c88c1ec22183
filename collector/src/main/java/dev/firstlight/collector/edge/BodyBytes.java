package dev.firstlight.collector.edge;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the unfinished bodies of all connections hold: a body may be small and there may be many, and nobody has said yet that
 * they mean it. Threads: any. Bounds: {@link #take} declines what would go past the greatest number, and then nothing is counted; whoever
 * took gives the same back, whatever became of the request. The buffers around the bytes grow by doubling and may be twice as large.
 */
final class BodyBytes {

    private final AtomicLong held = new AtomicLong();
    private final long max;

    BodyBytes(long max) {
        this.max = max;
    }

    /** Whether there was room for so many more. */
    boolean take(int bytes) {
        long now = held.get();
        while (now + bytes <= max) {
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = held.get();
        }
        return false;
    }

    void giveBack(int bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}

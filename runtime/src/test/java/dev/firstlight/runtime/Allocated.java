package dev.firstlight.runtime;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What code allocates, for gates: unlike its time, it is the same on every machine. */
public final class Allocated {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** After them what runs once (classes, growing arrays, compilers) has run. */
    private static final int WARM_UP_ROUNDS = 5;

    private static final int ROUNDS = 5;

    private Allocated() {}

    /** Bytes that a call of {@code body} allocates on this thread: of the round that allocated least, since what is left above it is not the code's. */
    public static double bytesPerCall(int calls, Runnable body) {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < calls; i++) {
                body.run();
            }
            long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            if (round >= WARM_UP_ROUNDS) {
                least = Math.min(least, (double) bytes / calls);
            }
        }
        return least;
    }
}

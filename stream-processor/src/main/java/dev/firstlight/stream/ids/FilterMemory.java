package dev.firstlight.stream.ids;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap the filters of all runs of a process may take together: 1.5 bytes an id that is known. Threads: any.
 */
public final class FilterMemory {

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    public FilterMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** So much, but a quarter of the heap at most: what does not fit is read from disk, which is slow, and a heap that is full is worse. */
    public static FilterMemory within(long bytes) {
        return new FilterMemory(Math.min(bytes, Runtime.getRuntime().maxMemory() / 4));
    }

    /** False when so much is not left; else it is to be given back. */
    boolean take(long bytes) {
        long before = taken.get();
        while (before + bytes <= bytesMax) {
            if (taken.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes in use. */
    public long taken() {
        return taken.get();
    }
}

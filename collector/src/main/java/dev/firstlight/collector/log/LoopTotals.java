package dev.firstlight.collector.log;

import dev.firstlight.schema.Refusal;

/**
 * Running totals of one event loop, written into every pack so that the log itself tells what the edge answered. Threads: its loop only.
 */
public final class LoopTotals {

    private long accepted;
    private long declined;
    private final long[] refused = new long[Refusal.values().length];

    public void accept() {
        accepted++;
    }

    public void decline() {
        declined++;
    }

    public void refuse(Refusal why) {
        refused[why.ordinal()]++;
    }

    long accepted() {
        return accepted;
    }

    long declined() {
        return declined;
    }

    /** By the refusal's ordinal; ours, to be read at once. */
    long[] refused() {
        return refused;
    }
}

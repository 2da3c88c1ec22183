package dev.firstlight.collector.log;

import dev.firstlight.schema.Refusal;
import java.util.HashMap;
import java.util.Map;

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

    /** Those above zero, by name. */
    Map<String, Long> refused() {
        Map<String, Long> result = new HashMap<>();
        for (Refusal refusal : Refusal.values()) {
            if (refused[refusal.ordinal()] > 0) {
                result.put(refusal.wireName(), refused[refusal.ordinal()]);
            }
        }
        return result;
    }
}

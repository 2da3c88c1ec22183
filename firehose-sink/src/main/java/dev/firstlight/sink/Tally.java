package dev.firstlight.sink;

import java.util.HashMap;
import java.util.Map;

/** Rows of one partition in one batch, by pixel and minute of receipt; becomes ledger entries at the commit. Threads: one. */
final class Tally {

    static final long MINUTE_MS = 60_000;

    /** What is counted apart. */
    record Key(String pixel, long minute) {}

    /** How many, and the offset of the first of them. */
    record Count(long rows, long firstOffset) {}

    private final Map<Key, Count> counts = new HashMap<>();

    void add(String pixel, long minute, long offset) {
        counts.merge(
                new Key(pixel, minute), new Count(1, offset), (old, one) -> new Count(old.rows + 1, old.firstOffset));
    }

    Map<Key, Count> counts() {
        return counts;
    }
}

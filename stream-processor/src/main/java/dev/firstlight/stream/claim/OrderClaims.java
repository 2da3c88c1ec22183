package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The orders that one partition has seen, in a store that commits with the events.
 *
 * <p>Threads: the task's. Cost of a claim: at the default windows two lookups of one key each (three within {@link Generations#SKEW} of a
 * generation's end), never a range, and one write for a first sighting. Old generations go in bounded steps, never while a record waits.
 */
final class OrderClaims {

    private final KeyValueStore<Bytes, byte[]> store;
    private final Generations generations;

    /** Where the last step ended: what is before it is deleted, and skipping it spares the store its tombstones. */
    private Bytes forgottenUpTo;

    private int claimedSinceStep;

    OrderClaims(KeyValueStore<Bytes, byte[]> store, Generations generations) {
        this.store = store;
        this.generations = generations;
        this.forgottenUpTo = generations.start(0);
    }

    /** None when {@code id} was not taken within the window: now it is, with {@code value}; else the value it was taken with. */
    byte @Nullable [] claim(DedupId id, long appendedAtMs, byte[] value) {
        long oldest = generations.oldest(appendedAtMs);
        for (long generation = generations.newest(appendedAtMs); generation >= oldest; generation--) {
            byte[] taken = store.get(generations.key(generation, id));
            if (taken != null) {
                return taken;
            }
        }
        store.put(generations.key(generations.of(appendedAtMs), id), value);
        claimedSinceStep++;
        return null;
    }

    /**
     * Deletes identities of generations nobody looks into any more; answers how many.
     *
     * @param max of them, or twice as many as were claimed since the last step when that is more: a store shrinks faster than it grows
     */
    int forget(long nowMs, int max) {
        int most = Math.max(max, 2 * claimedSinceStep);
        claimedSinceStep = 0;
        long keptFrom = generations.keptFrom(nowMs);
        Bytes end = generations.start(Math.max(0, keptFrom)); // before the first record the log's clock says -1
        if (forgottenUpTo.compareTo(end) >= 0) {
            return 0;
        }
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(forgottenUpTo, end)) {
            while (entries.hasNext() && old.size() < most) {
                Bytes key = entries.next().key;
                if (key.compareTo(end) < 0) {
                    old.add(key);
                }
            }
        }
        old.forEach(store::delete);
        forgottenUpTo = old.size() < most ? end : old.get(old.size() - 1);
        return old.size();
    }
}

package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The identities of one kind that one partition has seen, in a store that commits with the events.
 *
 * <p>Threads: the task's. Cost of a claim: two lookups (three within {@link Generations#SKEW} of a generation's end) and one write for a
 * first sighting. Old generations go in bounded steps, never while a record waits.
 */
final class Claims {

    private final KeyValueStore<Bytes, byte[]> store;
    private final Generations generations;

    /** Where the last step ended: what is before it is deleted, and skipping it spares the store its tombstones. */
    private Bytes forgottenUpTo = Generations.start(0);

    Claims(KeyValueStore<Bytes, byte[]> store, Generations generations) {
        this.store = store;
        this.generations = generations;
    }

    /** Claims {@code id} for a record that the log appended at that time; false when it was taken within the window. */
    boolean isFirstSighting(DedupId id, long appendedAtMs) {
        long newest = generations.newest(appendedAtMs);
        for (long generation = generations.oldest(appendedAtMs); generation <= newest; generation++) {
            if (store.get(Generations.key(generation, id)) != null) {
                return false;
            }
        }
        byte[] when = ByteBuffer.allocate(Long.BYTES).putLong(appendedAtMs).array();
        store.put(Generations.key(generations.of(appendedAtMs), id), when);
        return true;
    }

    /** Deletes at most {@code max} identities of generations nobody looks into any more; answers how many. */
    int forget(long nowMs, int max) {
        long keptFrom = generations.keptFrom(nowMs);
        Bytes end = Generations.start(Math.max(0, keptFrom)); // before the first record the log's clock says -1
        if (forgottenUpTo.compareTo(end) >= 0) {
            return 0;
        }
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(forgottenUpTo, end)) {
            while (entries.hasNext() && old.size() < max) {
                Bytes key = entries.next().key;
                if (key.compareTo(end) < 0) {
                    old.add(key);
                }
            }
        }
        old.forEach(store::delete);
        forgottenUpTo = old.size() < max ? end : old.get(old.size() - 1);
        return old.size();
    }
}

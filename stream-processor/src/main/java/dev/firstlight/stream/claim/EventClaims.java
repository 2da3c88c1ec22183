package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import dev.firstlight.stream.ids.IdStore;

/**
 * The event ids that one partition has seen, in a store that commits with the events.
 *
 * <p>Threads: the task's. Cost of a claim: at the default windows two look-ups (three within {@link Generations#SKEW} of a generation's end),
 * and for a first sighting an addition. Old generations go as a whole.
 */
final class EventClaims {

    private final IdStore store;
    private final Generations generations;

    EventClaims(IdStore store, Generations generations) {
        this.store = store;
        this.generations = generations;
    }

    /** Claims {@code id} for a record that the log appended at that time; false when it was taken within the window. */
    boolean isFirstSighting(DedupId id, long appendedAtMs) {
        long oldest = generations.oldest(appendedAtMs);
        for (long generation = generations.newest(appendedAtMs); generation >= oldest; generation--) {
            if (store.contains(generation, id.hi(), id.lo())) {
                return false;
            }
        }
        store.add(generations.of(appendedAtMs), id.hi(), id.lo(), appendedAtMs);
        return true;
    }

    /**
     * Forgets generations that nobody looks into any more; answers how many ids that were.
     *
     * @param max records of the changelog that are taken back at once
     */
    long forget(long nowMs, int max) {
        return store.forgetBefore(generations.keptFrom(nowMs), max, Math.max(0, nowMs));
    }
}

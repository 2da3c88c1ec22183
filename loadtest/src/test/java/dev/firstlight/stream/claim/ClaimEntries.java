package dev.firstlight.stream.claim;

import dev.firstlight.schema.DedupId;
import dev.firstlight.stream.ids.IdBatch;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * What the claims of the processor write to one partition's changelog for ids that were never seen before: the batches of their store, full ones.
 * Stands in this package, since generations are nobody else's business. Threads: one.
 */
public final class ClaimEntries {

    private final Generations generations;
    private final BiConsumer<byte[], byte[]> out;
    private final long[] pending = new long[2 * IdBatch.IDS_MAX];
    private int count;
    private long generation = -1;
    private long batches;

    /** @param out key and value of each record */
    public ClaimEntries(Duration window, BiConsumer<byte[], byte[]> out) {
        generations = Generations.ofEvents(window);
        this.out = out;
    }

    /** Claims an id that was never seen before; no earlier than the last one. */
    public void claim(DedupId id, long appendedAtMs) {
        if (generations.of(appendedAtMs) != generation) {
            end();
            generation = generations.of(appendedAtMs);
            batches = 0;
        }
        pending[2 * count] = id.hi();
        pending[2 * count + 1] = id.lo();
        count++;
        if (count == IdBatch.IDS_MAX) {
            end();
        }
    }

    /** Hands on what waits. */
    public void end() {
        if (count > 0) {
            out.accept(IdBatch.key(generation, batches), IdBatch.value(pending, count));
            batches++;
            count = 0;
        }
    }
}

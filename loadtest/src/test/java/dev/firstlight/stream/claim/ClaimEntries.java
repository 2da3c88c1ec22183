package dev.firstlight.stream.claim;

import dev.firstlight.loadtest.bench.stream.process.MapStore;
import dev.firstlight.schema.DedupId;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of the processor write to their store for an id: {@link Claims} itself, over a store that hands on what is put and finds
 * nothing. Stands in this package, since claims are nobody else's business. Threads: one.
 */
public final class ClaimEntries {

    private final Claims claims;

    /** @param out key and value of each entry */
    public ClaimEntries(Duration window, BiConsumer<byte[], byte[]> out) {
        claims = new Claims(new HandingOn(out), Generations.ofEvents(window));
    }

    /** Claims an id that was never seen before. */
    public void claim(DedupId id, long appendedAtMs) {
        if (!claims.isFirstSighting(id, appendedAtMs)) {
            throw new IllegalStateException("a store that finds nothing has found " + id);
        }
    }

    private static final class HandingOn extends MapStore {

        private final BiConsumer<byte[], byte[]> out;

        HandingOn(BiConsumer<byte[], byte[]> out) {
            this.out = out;
        }

        @Override
        public byte @Nullable [] get(Bytes key) {
            return null;
        }

        @Override
        public void put(Bytes key, byte @Nullable [] value) {
            if (value != null) {
                out.accept(key.get(), value);
            }
        }
    }
}

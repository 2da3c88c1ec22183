package dev.firstlight.stream.decode;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Proves from the log alone that no pack is missing: per collector loop (incarnation, loop) the sequence that the next pack of this
 * partition must begin with. Only counts; what to do about a loss is for people.
 *
 * <p>A gap is judged {@link #SETTLED_AFTER} later: the collector may give a pack up, and tell its senders so, after the next one was
 * written. Threads: the task's. Bounds: a loop that was silent for {@link #FORGET_AFTER} is forgotten (the log keeps three days); a review
 * looks at {@value #LOOKS_MAX} loops.
 */
final class PackSequences {

    static final Duration FORGET_AFTER = Duration.ofDays(4);
    static final Duration SETTLED_AFTER = Duration.ofMinutes(1);
    private static final int LOOKS_MAX = 100;
    private static final int KEY_BYTES = Long.BYTES + Integer.BYTES;

    /** What is known of a loop: what it wrote last, the items missing and given up so far, and those already counted as lost. */
    private record Known(long next, long missing, long missedAtMs, long abandoned, long counted, long seenAtMs) {

        static Known of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return new Known(0, 0, 0, 0, 0, 0);
            }
            ByteBuffer b = ByteBuffer.wrap(bytes);
            return new Known(b.getLong(), b.getLong(), b.getLong(), b.getLong(), b.getLong(), b.getLong());
        }

        byte[] bytes() {
            ByteBuffer b = ByteBuffer.allocate(6 * Long.BYTES);
            b.putLong(next).putLong(missing).putLong(missedAtMs);
            return b.putLong(abandoned).putLong(counted).putLong(seenAtMs).array();
        }

        long uncounted() {
            return missing - abandoned - counted;
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final Meters meters;
    private @Nullable Bytes reviewedUpTo;

    PackSequences(KeyValueStore<Bytes, byte[]> store, Meters meters) {
        this.store = store;
        this.meters = meters;
    }

    /** Takes note of a pack of {@code items} items read from {@code partition}. */
    void note(RawPack header, int items, int partition, long appendedAtMs) {
        if (header.getPartition() != partition) {
            meters.add(StreamMeter.RAW_MISPLACED_PACKS); // its sequence is that of another partition
            return;
        }
        Bytes key = Bytes.wrap(ByteBuffer.allocate(KEY_BYTES)
                .putLong(header.getIncarnation())
                .putInt(header.getLoop())
                .array());
        Known known = Known.of(store.get(key));
        long gap = header.getFirstSequence() - known.next();
        if (gap < 0) {
            meters.add(StreamMeter.RAW_REPEATED_PACKS);
        }
        Known now = new Known(
                Math.max(known.next(), header.getFirstSequence() + items),
                known.missing() + Math.max(0, gap),
                gap > 0 ? appendedAtMs : known.missedAtMs(),
                Math.max(known.abandoned(), header.getAbandonedTotal()),
                known.counted(),
                appendedAtMs);
        store.put(key, now.bytes());
    }

    /** Counts settled gaps and forgets loops silent for long; a bounded number of looks at a time, round and round. */
    void review(long nowMs) {
        List<KeyValue<Bytes, Known>> looked = new ArrayList<>();
        boolean isMore;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(reviewedUpTo, null)) {
            while (entries.hasNext() && looked.size() < LOOKS_MAX) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                looked.add(KeyValue.pair(entry.key, Known.of(entry.value)));
            }
            isMore = entries.hasNext();
        }
        for (KeyValue<Bytes, Known> entry : looked) {
            review(entry.key, entry.value, nowMs);
        }
        reviewedUpTo = isMore ? looked.get(looked.size() - 1).key : null;
    }

    private void review(Bytes key, Known known, long nowMs) {
        boolean isSettled = known.missedAtMs() < nowMs - SETTLED_AFTER.toMillis();
        long lost = isSettled ? Math.max(0, known.uncounted()) : 0;
        meters.add(StreamMeter.RAW_GAP_ITEMS, lost);
        if (known.seenAtMs() < nowMs - FORGET_AFTER.toMillis()) {
            store.delete(key);
        } else if (lost > 0) {
            Known counted = new Known(
                    known.next(),
                    known.missing(),
                    known.missedAtMs(),
                    known.abandoned(),
                    known.counted() + lost,
                    known.seenAtMs());
            store.put(key, counted.bytes());
        }
    }
}

package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.stream.event.Origin;
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
 * Proves from the log alone that no pack is missing and none counts twice, beyond any window: per collector loop (incarnation, loop) the
 * sequence numbers that this partition has seen, in a store that commits with the events.
 *
 * <p>A gap is open until a late pack fills it (the spool brings packs up to a day late), the collector says that it gave the items up, or
 * {@code lostAfter} has passed on the log's clock: then its items are lost, which is counted and an error line. Where packs were refused because
 * nobody knew their schema, see {@link UnreadPacks}, their items are missing and no loss. Cost of a pack: one get, one put of 25 bytes. Threads: the task's. Bounds: {@link LoopSequences#GAPS_MAX}; a loop that was silent for {@link #FORGET_AFTER} is
 * forgotten, at 50 starts of a 16-loop collector a day that is 72,000 loops or 4 MB; a review looks at {@value #LOOKS_MAX} of them.
 */
final class PackSequences {

    /** A loop that comes back after this long would look as if all before were missing, so it is long: pages may be quiet for weeks. */
    static final Duration FORGET_AFTER = Duration.ofDays(90);

    private static final int LOOKS_MAX = 1_000;
    private static final int KEY_BYTES = Long.BYTES + Integer.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;
    private final UnreadPacks unread;
    private final Duration lostAfter;
    private final Meters meters;
    private final ErrorLog errors;
    private @Nullable Bytes reviewedUpTo;
    private long openSoFar;
    private long refusedSoFar;
    private long open;
    private long refused;

    PackSequences(
            KeyValueStore<Bytes, byte[]> store,
            UnreadPacks unread,
            Duration lostAfter,
            Meters meters,
            ErrorLog errors) {
        this.store = store;
        this.unread = unread;
        this.lostAfter = lostAfter;
        this.meters = meters;
        this.errors = errors;
    }

    /**
     * Takes note of a pack of {@code items} items; answers which of them were seen before.
     *
     * @param origin of the whole record
     * @param nowMs the log's present time, whatever the record's own
     */
    LoopSequences.Taken take(RawPack header, int items, Origin origin, long appendedAtMs, long nowMs) {
        long first = header.getFirstSequence();
        if (header.getPartition() != origin.partition() || first < 0 || first > LoopSequences.SEQUENCE_MAX) {
            meters.add(StreamMeter.RAW_MISPLACED_PACKS); // its sequence is that of another partition, or none
            return LoopSequences.Taken.allNew();
        }
        Bytes key = Bytes.wrap(ByteBuffer.allocate(KEY_BYTES)
                .putLong(header.getIncarnation())
                .putInt(header.getLoop())
                .array());
        LoopSequences known = LoopSequences.of(store.get(key));
        boolean isGapRefused = known.opensGap(first) && unread.hadSchemaOf(origin.bytes(), nowMs);
        LoopSequences.Taken taken = known.take(first, items, header.getAbandonedTotal(), appendedAtMs, isGapRefused);
        store.put(key, known.bytes());
        if (taken.repeated().cardinality() == items) {
            meters.add(StreamMeter.RAW_REPEATED_PACKS);
        }
        if (taken.isUnproven()) {
            meters.add(StreamMeter.RAW_UNPROVEN_PACKS);
        }
        return taken;
    }

    /**
     * Settles old gaps and forgets loops silent for long; a bounded number of looks at a time, round and round.
     *
     * @param logNowMs up to when the log was read and understood; none but the log's clock may call something lost
     */
    void review(long logNowMs) {
        List<KeyValue<Bytes, LoopSequences>> looked = new ArrayList<>();
        boolean isMore;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(reviewedUpTo, null)) {
            while (entries.hasNext() && looked.size() < LOOKS_MAX) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (!entry.key.equals(reviewedUpTo)) { // looked at as the last of the step before
                    looked.add(KeyValue.pair(entry.key, LoopSequences.of(entry.value)));
                }
            }
            isMore = entries.hasNext();
        }
        for (KeyValue<Bytes, LoopSequences> entry : looked) {
            review(entry.key, entry.value, logNowMs);
        }
        reviewedUpTo = isMore ? looked.get(looked.size() - 1).key : null;
        if (!isMore) {
            open = openSoFar;
            refused = refusedSoFar;
            openSoFar = 0;
            refusedSoFar = 0;
        }
    }

    /** Items in open gaps, as of the last review of all loops. */
    long open() {
        return open;
    }

    /** Items missing because their packs were refused unread, as of the same. */
    long refused() {
        return refused;
    }

    private void review(Bytes key, LoopSequences known, long logNowMs) {
        long lost = known.settle(logNowMs - lostAfter.toMillis());
        if (lost > 0) {
            meters.add(StreamMeter.RAW_LOST_ITEMS, lost);
            errors.report("items are missing from firstlight.raw that no collector gave up: they are lost;"
                    + " raw_lost_items counts them");
        }
        openSoFar += known.open();
        refusedSoFar += known.refused();
        if (known.seenAtMs() < logNowMs - FORGET_AFTER.toMillis()) {
            store.delete(key);
        } else if (lost != 0) {
            store.put(key, known.bytes());
        }
    }
}

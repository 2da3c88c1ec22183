package dev.firstlight.stream.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The counts of one source partition in a store that commits with the events, so that they are exact across crashes; with them, which of
 * them changed since they were published, so that a crash in between loses no entry.
 *
 * <p>Keys: those of {@link Cell} → {@link Counts}, {@code 'd'} and a cell's key → changed, {@code 'p'} → position in the log. Threads: the
 * task's. Bounds: every step over the store is bounded by its caller.
 */
final class MinuteCounts {

    /** What became of counts. */
    enum Added {
        TO_CELL,
        TO_NEW_CELL,
        /** They would have begun a cell, and may not. */
        NOT
    }

    /** A cell's key and all that was counted of it. */
    private record Held(Bytes key, Counts counts) {}

    private static final byte CHANGED = 'd';
    private static final Bytes POSITION = Bytes.wrap(new byte[] {'p'});
    private static final byte[] MARK = {1};

    /** Cells known to be marked as changed are not marked again; beyond this many they are, which costs a write and nothing else. */
    private static final int MARKED_MAX = 10_000;

    /** Cells held in memory beside the store, so that adding to them asks it nothing: some 2 MB a partition. */
    private static final int RECENT_MAX = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Cell, Held> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Cell, Held> eldest) {
            return size() > RECENT_MAX;
        }
    };
    private final Set<Cell> marked = new HashSet<>();
    private Bytes inTimeForgotten = from(Cell.IN_TIME, 0);
    private Bytes apartForgotten = from(Cell.APART, 0);

    MinuteCounts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Adds to a cell, which may be begun if {@code mayBegin}. */
    Added add(Cell cell, Counts more, boolean mayBegin) {
        Held held = recent.get(cell);
        boolean isNew = false;
        if (held == null) {
            Bytes key = cell.key();
            byte[] known = store.get(key);
            isNew = known == null;
            if (isNew && !mayBegin) {
                return Added.NOT;
            }
            held = new Held(key, known == null ? new Counts() : Counts.of(known));
            recent.put(cell, held);
        }
        held.counts().addAll(more);
        store.put(held.key(), held.counts().bytes());
        mark(cell);
        return isNew ? Added.TO_NEW_CELL : Added.TO_CELL;
    }

    private void mark(Cell cell) {
        if (marked.size() < MARKED_MAX ? marked.add(cell) : !marked.contains(cell)) {
            store.put(cell.key(CHANGED), MARK);
        }
    }

    /** The counts are complete at least up to this offset of the source, exclusive. */
    long position() {
        byte[] known = store.get(POSITION);
        return known == null ? 0 : ByteBuffer.wrap(known).getLong();
    }

    void position(long offset) {
        store.put(POSITION, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    /** At most {@code max} cells that changed since they were published, oldest minutes first. */
    List<Cell> changed(int max) {
        List<Cell> cells = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(prefix(CHANGED), prefix((byte) (CHANGED + 1)))) {
            while (entries.hasNext() && cells.size() < max) {
                byte[] key = entries.next().key.get();
                if (key[0] == CHANGED) {
                    cells.add(Cell.ofKey(key, 1));
                }
            }
        }
        return cells;
    }

    void published(Cell cell) {
        store.delete(cell.key(CHANGED));
        marked.remove(cell);
    }

    Map<String, Long> counts(Cell cell) {
        byte[] known = store.get(cell.key());
        return known == null ? Map.of() : Counts.of(known).asMap();
    }

    /** Deletes at most {@code max} cells of each kind: of minutes before {@code minute}, and counted apart before {@code day}; answers how many. */
    int forget(long minute, long day, int max) {
        List<Bytes> old = new ArrayList<>();
        inTimeForgotten = collect(inTimeForgotten, from(Cell.IN_TIME, Math.max(0, minute)), max, old);
        apartForgotten = collect(apartForgotten, from(Cell.APART, Math.max(0, day)), max, old);
        for (Bytes key : old) {
            store.delete(key);
            recent.remove(Cell.ofKey(key.get(), 0));
        }
        return old.size();
    }

    /** Adds at most {@code max} keys to {@code old} and answers from where to go on. */
    private Bytes collect(Bytes from, Bytes end, int max, List<Bytes> old) {
        if (from.compareTo(end) >= 0) {
            return from;
        }
        int found = 0;
        Bytes last = from;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, end)) {
            while (entries.hasNext() && found < max) {
                Bytes key = entries.next().key;
                if (key.compareTo(end) < 0) {
                    old.add(key);
                    last = key;
                    found++;
                }
            }
        }
        return found < max ? end : last;
    }

    private static Bytes prefix(byte kind) {
        return Bytes.wrap(new byte[] {kind});
    }

    private static Bytes from(byte kind, long number) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(number).array());
    }
}

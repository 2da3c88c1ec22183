package dev.firstlight.stream.ledger;

import dev.firstlight.stream.event.Tally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The counts of one source partition in a store that commits with the events, so that they are exact across crashes; with them, which of
 * them changed since they were published, so that a crash in between loses no entry.
 *
 * <p>Keys: {@code 'c'} minute pixel 0 name → count, {@code 'd'} minute pixel → changed, {@code 'p'} → position in the log. Threads: the
 * task's. Bounds: every step over the store is bounded by its caller.
 */
final class MinuteCounts {

    /** Whose counts. */
    record Cell(long minute, String pixel) {}

    private static final byte COUNT = 'c';
    private static final byte CHANGED = 'd';
    private static final Bytes POSITION = Bytes.wrap(new byte[] {'p'});
    private static final byte[] MARK = {1};

    /** Cells known to be marked as changed are not marked again; beyond this many they are, which costs a write and nothing else. */
    private static final int MARKED_MAX = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Set<Cell> marked = new HashSet<>();
    private Bytes forgottenUpTo = countsFrom(0);

    MinuteCounts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void add(Tally tally) {
        Cell cell = new Cell(tally.minute(), tally.pixel());
        Bytes key = key(COUNT, cell, tally.name());
        byte[] known = store.get(key);
        store.put(key, longBytes(1 + (known == null ? 0 : longOf(known))));
        if (marked.size() < MARKED_MAX ? marked.add(cell) : !marked.contains(cell)) {
            store.put(key(CHANGED, cell, ""), MARK);
        }
    }

    /** All counts are complete up to this offset of the source, exclusive. */
    long position() {
        byte[] known = store.get(POSITION);
        return known == null ? 0 : longOf(known);
    }

    void position(long offset) {
        store.put(POSITION, longBytes(offset));
    }

    /** At most {@code max} cells that changed since they were published, oldest minutes first. */
    List<Cell> changed(int max) {
        List<Cell> cells = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(prefix(CHANGED), prefix((byte) (CHANGED + 1)))) {
            while (entries.hasNext() && cells.size() < max) {
                byte[] key = entries.next().key.get();
                if (key[0] == CHANGED) {
                    cells.add(cellOf(key));
                }
            }
        }
        return cells;
    }

    void published(Cell cell) {
        store.delete(key(CHANGED, cell, ""));
        marked.remove(cell);
    }

    Map<String, Long> counts(Cell cell) {
        Map<String, Long> counts = new TreeMap<>();
        Bytes from = key(COUNT, cell, "");
        int nameAt = from.get().length;
        // Names are ASCII, so 0xff is beyond the last.
        Bytes to = Bytes.wrap(
                ByteBuffer.allocate(nameAt + 1).put(from.get()).put((byte) 0xff).array());
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                byte[] key = entry.key.get();
                counts.put(new String(key, nameAt, key.length - nameAt, StandardCharsets.UTF_8), longOf(entry.value));
            }
        }
        return counts;
    }

    /** Deletes at most {@code max} counts of minutes before {@code minute}; answers how many. */
    int forget(long minute, int max) {
        Bytes end = countsFrom(Math.max(0, minute));
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

    private static Bytes prefix(byte kind) {
        return Bytes.wrap(new byte[] {kind});
    }

    private static Bytes countsFrom(long minute) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(COUNT).putLong(minute).array());
    }

    private static Bytes key(byte kind, Cell cell, String name) {
        byte[] pixel = cell.pixel().getBytes(StandardCharsets.UTF_8);
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + pixel.length + 1 + nameBytes.length)
                .put(kind)
                .putLong(cell.minute())
                .put(pixel)
                .put((byte) 0)
                .put(nameBytes)
                .array());
    }

    private static Cell cellOf(byte[] key) {
        int pixelAt = 1 + Long.BYTES;
        String pixel = new String(key, pixelAt, key.length - pixelAt - 1, StandardCharsets.UTF_8);
        return new Cell(ByteBuffer.wrap(key, 1, Long.BYTES).getLong(), pixel);
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static long longOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}

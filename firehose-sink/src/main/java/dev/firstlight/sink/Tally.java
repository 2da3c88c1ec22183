package dev.firstlight.sink;

import java.util.HashMap;
import java.util.Map;

/**
 * What is counted of one partition in one batch, by pixel and minute of receipt; becomes ledger entries at the commit. Threads: one. A row
 * costs no object, unless its pixel's minute is another than that of the row before.
 */
final class Tally {

    static final long MINUTE_MS = 60_000;

    /** What is counted apart. */
    record Key(String pixel, long minute) {}

    /** The counts of one pixel and minute. */
    static final class Cell {
        private final long minute;
        private long firstOffset;
        private long delivered;
        private long retried;
        private long refused;
        private long unreadable;

        private Cell(long minute, long firstOffset) {
            this.minute = minute;
            this.firstOffset = firstOffset;
        }

        /** The offset of the first that is counted here. */
        long firstOffset() {
            return firstOffset;
        }

        /** So many rows that are counted here are tried once more. */
        void triedAgain(int rows) {
            retried += rows;
        }

        LedgerCounts counts() {
            return new LedgerCounts(delivered, retried, refused, unreadable);
        }
    }

    private final Map<Key, Cell> cells = new HashMap<>();
    private final Map<String, Cell> newest = new HashMap<>();

    /** Counts a row that is delivered; answers where, for its tries. */
    Cell deliver(String pixel, long minute, long offset) {
        Cell cell = cell(pixel, minute, offset);
        cell.delivered++;
        return cell;
    }

    void refuse(String pixel, long minute, long offset) {
        cell(pixel, minute, offset).refused++;
    }

    /** Counts a record that is no event, of the minute of its own time. */
    void unreadable(long minute, long offset) {
        cell("", minute, offset).unreadable++;
    }

    Map<Key, Cell> cells() {
        return cells;
    }

    private Cell cell(String pixel, long minute, long offset) {
        Cell cell = newest.get(pixel);
        if (cell == null || cell.minute != minute) {
            cell = cells.computeIfAbsent(new Key(pixel, minute), key -> new Cell(minute, offset));
            newest.put(pixel, cell);
        }
        cell.firstOffset = Math.min(cell.firstOffset, offset);
        return cell;
    }
}

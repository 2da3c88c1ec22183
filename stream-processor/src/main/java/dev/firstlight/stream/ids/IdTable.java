package dev.firstlight.stream.ids;

import java.util.Arrays;

/**
 * The ids of a generation that are not yet in a file: a set with open addressing. Grows to {@link #IDS_MAX} by default; 32 bytes an id at most. Threads: one
 * at a time.
 */
final class IdTable {

    /** 1 MiB when full: stays in the caches of a core, and its run of 512 KiB is written and sorted in some milliseconds. */
    static final int IDS_MAX = 32_768;

    private static final int SMALLEST = 1_024;

    private final int idsMax;

    /** Odd, and of this process alone: clients choose ids, and must not choose the places they take. */
    private final long salt;

    private long[] slots = new long[2 * SMALLEST];
    private int count;
    private boolean hasZero; // the id of which all bits are zero: an empty slot looks like it

    IdTable(int idsMax, long salt) {
        this.idsMax = idsMax;
        this.salt = salt | 1;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count >= idsMax;
    }

    boolean contains(long hi, long lo) {
        if ((hi | lo) == 0) {
            return hasZero;
        }
        int at = slot(hi, lo);
        return slots[at] == hi && slots[at + 1] == lo;
    }

    /** False when it was there. */
    boolean add(long hi, long lo) {
        if ((hi | lo) == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            count += isNew ? 1 : 0;
            return isNew;
        }
        int at = slot(hi, lo);
        if (slots[at] == hi && slots[at + 1] == lo) {
            return false;
        }
        slots[at] = hi;
        slots[at + 1] = lo;
        count++;
        if (count > slots.length / 4) {
            grow();
        }
        return true;
    }

    long[] sorted() {
        long[] pairs = new long[2 * count];
        int filled = hasZero ? 2 : 0;
        for (int at = 0; at < slots.length; at += 2) {
            if ((slots[at] | slots[at + 1]) != 0) {
                pairs[filled++] = slots[at];
                pairs[filled++] = slots[at + 1];
            }
        }
        return IdOrder.sorted(pairs, count);
    }

    void clear() {
        Arrays.fill(slots, 0);
        count = 0;
        hasZero = false;
    }

    /** Clears it, and gives its memory back. */
    void shrink() {
        slots = new long[2 * SMALLEST];
        count = 0;
        hasZero = false;
    }

    /** Where the id is, or where it would go. */
    private int slot(long hi, long lo) {
        int mask = slots.length - 1;
        int at = (int) (lo * salt >>> 32) << 1 & mask;
        while ((slots[at] | slots[at + 1]) != 0 && (slots[at] != hi || slots[at + 1] != lo)) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (int i = 0; i < old.length; i += 2) {
            if ((old[i] | old[i + 1]) != 0) {
                int at = slot(old[i], old[i + 1]);
                slots[at] = old[i];
                slots[at + 1] = old[i + 1];
            }
        }
    }
}

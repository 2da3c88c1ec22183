package dev.firstlight.stream.ids;

import java.util.Arrays;

/** The order of ids in a run: both halves as numbers without a sign, the high one first. Ids stand in arrays as high, low, high, low. */
final class IdOrder {

    /** Ids that can be sorted at once: their place has to fit into the bits of a key that are not compared at first. */
    static final int SORTED_MAX = 1 << 16;

    private static final long PLACE = SORTED_MAX - 1L;

    private IdOrder() {}

    static int compare(long aHi, long aLo, long bHi, long bLo) {
        return aHi == bHi ? Long.compareUnsigned(aLo, bLo) : Long.compareUnsigned(aHi, bHi);
    }

    /**
     * The first {@code count} ids of {@code pairs} in order, in a new array.
     *
     * <p>Sorts numbers, each the upper 48 bits of an id with its place below, since that is what the library is fast at. Ids that are equal in
     * these 48 bits are put right after: two among 32,768 by chance once in 100,000 times, and making them on purpose takes 2^48 hashes each.
     */
    static long[] sorted(long[] pairs, int count) {
        if (count > SORTED_MAX) {
            throw new IllegalArgumentException(count + " ids at once");
        }
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (pairs[2 * i] ^ Long.MIN_VALUE) & ~PLACE | i;
        }
        Arrays.sort(keys);
        long[] sorted = new long[2 * count];
        for (int i = 0; i < count; i++) {
            int from = 2 * (int) (keys[i] & PLACE);
            insert(sorted, i, pairs[from], pairs[from + 1]);
        }
        return sorted;
    }

    /** At place {@code end}, or as far before it as it belongs. */
    private static void insert(long[] sorted, int end, long hi, long lo) {
        int at = end;
        while (at > 0 && compare(hi, lo, sorted[2 * at - 2], sorted[2 * at - 1]) < 0) {
            sorted[2 * at] = sorted[2 * at - 2];
            sorted[2 * at + 1] = sorted[2 * at - 1];
            at--;
        }
        sorted[2 * at] = hi;
        sorted[2 * at + 1] = lo;
    }
}

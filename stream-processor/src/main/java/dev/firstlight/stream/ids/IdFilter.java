package dev.firstlight.stream.ids;

/**
 * Says of most ids that are not in a run that they are not: a Bloom filter whose probes for one id lie in one line of the processor's cache, so
 * that a look-up waits for memory once (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007). With 12 bits an id and
 * six probes it is wrong for some 0.6 % of the others ({@code IdFilterTest} measures it).
 *
 * <p>The line is chosen by the first bits of an id, which are as much chance as any, so that ids in order fill a filter in order and {@link
 * RunWriter} needs none of it in memory but one line. Threads: any.
 */
final class IdFilter {

    static final int WORDS_PER_BLOCK = 8; // 64 bytes

    private static final int BITS_PER_ID = 12;
    private static final int PROBES = 6;
    private static final int BITS_PER_BLOCK = WORDS_PER_BLOCK * Long.SIZE;
    private static final int PROBE_BITS = 9; // chooses one of 512

    private final long[] words;
    private final long salt;

    /** @param words as {@link #add} filled them, block after block */
    IdFilter(long[] words, long salt) {
        this.words = words;
        this.salt = salt;
    }

    /** Blocks of a filter for so many ids. */
    static int blocks(long ids) {
        return Math.toIntExact(Math.max(1, (ids * BITS_PER_ID + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK));
    }

    /** The one of so many blocks that an id is in; never less for a greater id. */
    static int blockOf(long hi, int blocks) {
        return (int) ((hi >>> 32) * blocks >>> 32);
    }

    /** Adds an id to its block, whose words begin at {@code from}. */
    static void add(long[] words, int from, long hi, long lo, long salt) {
        long probes = probes(hi, lo, salt);
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) probes & BITS_PER_BLOCK - 1;
            words[from + (bit >>> 6)] |= 1L << bit;
            probes >>>= PROBE_BITS;
        }
    }

    boolean mayContain(long hi, long lo) {
        int from = blockOf(hi, words.length / WORDS_PER_BLOCK) * WORDS_PER_BLOCK;
        long probes = probes(hi, lo, salt);
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) probes & BITS_PER_BLOCK - 1;
            if ((words[from + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
            probes >>>= PROBE_BITS;
        }
        return true;
    }

    private static long probes(long hi, long lo, long salt) {
        long mixed = (hi ^ salt) * 0x9e3779b97f4a7c15L ^ lo; // the odd number nearest 2^64 / golden ratio
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L; // Steele and Vigna's mixing constant of 64 bits
        return (mixed ^ mixed >>> 32) * 0xff51afd7ed558ccdL >>> Long.SIZE - PROBES * PROBE_BITS; // Murmur3's finalizer
    }
}

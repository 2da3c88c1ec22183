package dev.firstlight.stream.ids;

/**
 * Says of most ids that are not in a run that they are not: a Bloom filter whose probes for one id lie in one line of the processor's cache, so
 * that a look-up waits for memory once (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007). With 12 bits an id and
 * six probes it is wrong for some 0.6 % of the others ({@code IdFilterTest} measures it). Threads: one while it is filled, then any.
 */
final class IdFilter {

    private static final int BITS_PER_ID = 12;
    private static final int PROBES = 6;
    private static final int WORDS_PER_BLOCK = 8; // 64 bytes
    private static final int BITS_PER_BLOCK = WORDS_PER_BLOCK * Long.SIZE;
    private static final int PROBE_BITS = 9; // chooses one of 512

    private final long[] words;
    private final long salt;
    private final int blocks;

    private IdFilter(long[] words, long salt) {
        this.words = words;
        this.salt = salt;
        this.blocks = words.length / WORDS_PER_BLOCK;
    }

    /** An empty one for so many ids. */
    static IdFilter of(long ids, long salt) {
        return new IdFilter(new long[words(ids)], salt);
    }

    /** One that was written. */
    static IdFilter of(long[] words, long salt) {
        return new IdFilter(words, salt);
    }

    /** Length in words of eight bytes. */
    static int words(long ids) {
        long blocks = Math.max(1, (ids * BITS_PER_ID + BITS_PER_BLOCK - 1) / BITS_PER_BLOCK);
        return Math.toIntExact(blocks * WORDS_PER_BLOCK);
    }

    void add(long hi, long lo) {
        long hash = hash(hi, lo);
        int block = block(hash);
        long probes = probes(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) probes & BITS_PER_BLOCK - 1;
            words[block + (bit >>> 6)] |= 1L << bit;
            probes >>>= PROBE_BITS;
        }
    }

    boolean mayContain(long hi, long lo) {
        long hash = hash(hi, lo);
        int block = block(hash);
        long probes = probes(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) probes & BITS_PER_BLOCK - 1;
            if ((words[block + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
            probes >>>= PROBE_BITS;
        }
        return true;
    }

    long[] words() {
        return words;
    }

    private long hash(long hi, long lo) {
        long mixed = (hi ^ salt) * 0x9e3779b97f4a7c15L ^ lo; // the odd number nearest 2^64 / golden ratio
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L; // Steele and Vigna's mixing constant of 64 bits
        return mixed ^ mixed >>> 32;
    }

    private int block(long hash) {
        return (int) ((hash >>> 32) * blocks >>> 32) * WORDS_PER_BLOCK;
    }

    private static long probes(long hash) {
        return hash * 0xff51afd7ed558ccdL >>> Long.SIZE - PROBES * PROBE_BITS; // Murmur3's finalizer
    }
}

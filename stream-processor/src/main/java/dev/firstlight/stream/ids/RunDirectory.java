package dev.firstlight.stream.ids;

import java.nio.ByteBuffer;

/**
 * Where each bucket of a run ends and what its checksum is. A bucket holds the ids with the same first bits; since ids are chance, buckets are of
 * like size. Threads: one while it is filled, then any.
 */
final class RunDirectory {

    private final int bits;
    private final int[] ends; // places of ids, numbers without a sign
    private final int[] crcs;

    RunDirectory(int bits) {
        this.bits = bits;
        ends = new int[1 << bits];
        crcs = new int[1 << bits];
    }

    static RunDirectory of(ByteBuffer described, RunTrailer trailer) {
        RunDirectory directory = new RunDirectory(trailer.bucketBits());
        for (int i = 0; i < directory.buckets(); i++) {
            directory.set(i, Integer.toUnsignedLong(described.getInt()), described.getInt());
        }
        return directory;
    }

    /** First bits that decide on a bucket when a run is to have so many ids. */
    static int bits(long ids) {
        long buckets = Math.max(1, ids / Run.IDS_PER_BUCKET);
        return Long.SIZE - Long.numberOfLeadingZeros(buckets) - 1;
    }

    int buckets() {
        return ends.length;
    }

    int bucketOf(long hi) {
        return bits == 0 ? 0 : (int) (hi >>> Long.SIZE - bits);
    }

    void set(int bucket, long end, int crc) {
        ends[bucket] = (int) end;
        crcs[bucket] = crc;
    }

    long start(int bucket) {
        return bucket == 0 ? 0 : end(bucket - 1);
    }

    long end(int bucket) {
        return Integer.toUnsignedLong(ends[bucket]);
    }

    int crc(int bucket) {
        return crcs[bucket];
    }
}

package dev.firstlight.stream.ids;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the changelog has of ids: records of up to {@link #IDS_MAX} of one generation, 16 bytes each, under a key of the generation and a number
 * of its own in it, so that compaction keeps each until it is taken back by a record of no value. Any thread.
 */
public final class IdBatch {

    /** 16 KiB: some commits' worth at full speed of one partition, and far below what a record may have. */
    public static final int IDS_MAX = 1_024;

    private static final int KEY_BYTES = 2 * Long.BYTES;

    private IdBatch() {}

    /** The key of the generation's batch with that number, from 0 on. */
    public static byte[] key(long generation, long number) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(generation)
                .putLong(number)
                .array();
    }

    /** The first {@code count} ids of {@code pairs}: high and low halves in turns. */
    public static byte[] value(long[] pairs, int count) {
        ByteBuffer value = ByteBuffer.allocate(count * RunWriter.ID_BYTES);
        value.asLongBuffer().put(pairs, 0, 2 * count);
        return value.array();
    }

    static long generation(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(Long.BYTES);
    }

    /** Whether they can be of ours. */
    static boolean isReadable(byte @Nullable [] key, byte @Nullable [] value) {
        return key != null
                && key.length == KEY_BYTES
                && (value == null || value.length > 0 && value.length % RunWriter.ID_BYTES == 0);
    }
}

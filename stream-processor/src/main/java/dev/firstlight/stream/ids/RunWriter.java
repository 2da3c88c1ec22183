package dev.firstlight.stream.ids;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes ids, given in order, into a new run. Threads: one.
 *
 * <pre>
 *   ids         16 bytes each, in order, bucket after bucket
 *   directory   of each bucket the place where it ends and its CRC-32C, 4 bytes each
 *   filter      words of 8 bytes
 *   trailer     see RunTrailer
 * </pre>
 *
 * All numbers are big-endian.
 */
final class RunWriter {

    static final int ID_BYTES = 16;

    /** Of ids that wait to be written together. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Path file;
    private final FilterMemory memory;
    private final int level;
    private final long salt;
    private final int bits;
    private final FileChannel channel;
    private final RunDirectory directory;
    private final IdFilter filter;
    private final CRC32C crc = new CRC32C();

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int bucketFrom;
    private int bucket;
    private long count;

    /** @param idsMax as many as will be added or some more: the filter is made for them */
    RunWriter(Path file, int level, long idsMax, long salt, FilterMemory memory) throws IOException {
        this.file = file;
        this.level = level;
        this.salt = salt;
        this.memory = memory;
        this.bits = RunDirectory.bits(idsMax);
        directory = new RunDirectory(bits);
        filter = IdFilter.of(idsMax, salt);
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** One that comes after all that were added. */
    void add(long hi, long lo) throws IOException {
        int its = directory.bucketOf(hi);
        if (its != bucket) {
            endBuckets(its);
        }
        if (filled + ID_BYTES > buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length); // one bucket that is larger than all that usually wait
        }
        LONG.set(buffer, filled, hi);
        LONG.set(buffer, filled + Long.BYTES, lo);
        filled += ID_BYTES;
        count++;
        filter.add(hi, lo);
    }

    /** The run, open; it is not on the disk before it is forced. */
    Run finish() throws IOException {
        endBuckets(directory.buckets());
        write(ByteBuffer.wrap(buffer, 0, filled));
        ByteBuffer description =
                ByteBuffer.allocate(directory.buckets() * 2 * Integer.BYTES + filter.words().length * Long.BYTES);
        for (int i = 0; i < directory.buckets(); i++) {
            description.putInt((int) directory.end(i)).putInt(directory.crc(i));
        }
        description.asLongBuffer().put(filter.words());
        description.clear();
        RunTrailer trailer = new RunTrailer(
                level,
                count,
                bits,
                filter.words().length,
                salt,
                RunTrailer.crc(description.array(), description.limit()));
        write(description);
        write(trailer.bytes());
        return Run.written(file, channel, trailer, directory, filter, memory);
    }

    /** Gives up what was begun. */
    void abandon() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    /** All before {@code next} have what they will ever have. */
    private void endBuckets(int next) throws IOException {
        crc.reset();
        crc.update(buffer, bucketFrom, filled - bucketFrom);
        directory.set(bucket, count, (int) crc.getValue());
        crc.reset();
        for (int empty = bucket + 1; empty < next; empty++) {
            directory.set(empty, count, (int) crc.getValue());
        }
        bucket = next;
        bucketFrom = filled;
        if (filled >= BUFFER_BYTES / 2) {
            write(ByteBuffer.wrap(buffer, 0, filled));
            filled = 0;
            bucketFrom = 0;
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

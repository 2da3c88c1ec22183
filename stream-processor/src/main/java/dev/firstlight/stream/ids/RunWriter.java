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
 * Writes ids, given in order, into the file of a new run. Threads: one. Memory: some 128 KiB and the directory, however many ids.
 *
 * <pre>
 *   ids         16 bytes each, in order, bucket after bucket
 *   filter      blocks of 64 bytes
 *   directory   of each bucket the place where it ends and its CRC-32C, 4 bytes each
 *   trailer     see RunTrailer
 * </pre>
 *
 * All numbers are big-endian.
 */
final class RunWriter {

    static final int ID_BYTES = 16;

    /** Of ids that wait to be written together, and of filter. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Path file;
    private final int level;
    private final long room;
    private final long salt;
    private final int bits;
    private final int blocks;
    private final FileChannel channel;
    private final RunDirectory directory;
    private final CRC32C crc = new CRC32C();
    private final CRC32C filterCrc = new CRC32C();
    private final long[] block = new long[IdFilter.WORDS_PER_BLOCK];
    private final ByteBuffer filter = ByteBuffer.allocate(BUFFER_BYTES);

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int bucketFrom;
    private int bucket;
    private int filterBlock;
    private long count;
    private long idsAt;
    private long filterAt;

    /** @param idsMax as many as will be added or some more: the filter is made for them */
    RunWriter(Path file, int level, long idsMax, long salt) throws IOException {
        this.file = file;
        this.level = level;
        this.salt = salt;
        room = idsMax;
        bits = RunDirectory.bits(idsMax);
        blocks = IdFilter.blocks(idsMax);
        directory = new RunDirectory(bits);
        filterAt = room * ID_BYTES;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
        endBlocks(IdFilter.blockOf(hi, blocks));
        IdFilter.add(block, 0, hi, lo, salt);
    }

    /** Its file is whole then, but not yet on the disk. */
    void finish() throws IOException {
        endBuckets(directory.buckets());
        idsAt = write(ByteBuffer.wrap(buffer, 0, filled), idsAt);
        endBlocks(blocks);
        writeFilter();
        ByteBuffer description = ByteBuffer.allocate(directory.buckets() * 2 * Integer.BYTES);
        for (int i = 0; i < directory.buckets(); i++) {
            description.putInt((int) directory.end(i)).putInt(directory.crc(i));
        }
        int directoryCrc = RunTrailer.crc(description.array(), description.position());
        RunTrailer trailer =
                new RunTrailer(level, count, room, bits, blocks, salt, (int) filterCrc.getValue(), directoryCrc);
        write(trailer.bytes(), write(description.flip(), filterAt));
        channel.close();
    }

    /** Gives up what was begun. */
    void abandon() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    Path file() {
        return file;
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
            idsAt = write(ByteBuffer.wrap(buffer, 0, filled), idsAt);
            filled = 0;
            bucketFrom = 0;
        }
    }

    /** The same of the filter's. */
    private void endBlocks(int next) throws IOException {
        while (filterBlock < next) {
            if (filter.remaining() < IdFilter.WORDS_PER_BLOCK * Long.BYTES) {
                writeFilter();
            }
            for (int i = 0; i < block.length; i++) {
                filter.putLong(block[i]);
                block[i] = 0;
            }
            filterBlock++;
        }
    }

    private void writeFilter() throws IOException {
        filter.flip();
        filterCrc.update(filter.array(), 0, filter.limit());
        filterAt = write(filter, filterAt);
        filter.clear();
    }

    private long write(ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
        return next;
    }
}

package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of ids in order, which never changes. Owns its open file and its filter's share of memory until it is closed or deleted. Threads: one at
 * a time.
 *
 * <p>Ids lie in buckets by their first bits, some 128 in each; {@link RunWriter} says how the file is laid out. A look-up asks the filter, and
 * reads and checks one bucket when that does not know.
 */
final class Run {

    /** Ids a bucket aims at: 2 KiB, which reads as fast as one id, against 8 bytes of memory a bucket. */
    static final int IDS_PER_BUCKET = 128;

    private final Path file;
    private final FileChannel channel;
    private final RunTrailer trailer;
    private final RunDirectory directory;
    private final @Nullable IdFilter filter;
    private final FilterMemory memory;
    private boolean isForced;

    private Run(
            Path file,
            FileChannel channel,
            RunTrailer trailer,
            RunDirectory directory,
            @Nullable IdFilter filter,
            FilterMemory memory) {
        this.file = file;
        this.channel = channel;
        this.trailer = trailer;
        this.directory = directory;
        this.filter = filter;
        this.memory = memory;
    }

    /** One that was just written; keeps {@code filter} when there is memory for it. */
    static Run written(
            Path file,
            FileChannel channel,
            RunTrailer trailer,
            RunDirectory directory,
            IdFilter filter,
            FilterMemory memory) {
        boolean fits = memory.take(trailer.filterBytes());
        return new Run(file, channel, trailer, directory, fits ? filter : null, memory);
    }

    /**
     * Reads and checks all but the ids.
     *
     * @throws DamagedIdsException when it is not as it was written, or not there
     */
    static Run open(Path file, FilterMemory memory) throws IOException {
        if (!Files.exists(file)) {
            throw new DamagedIdsException(file, "is gone");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            RunTrailer trailer = RunTrailer.read(file, channel);
            boolean fits = memory.take(trailer.filterBytes());
            try {
                ByteBuffer described = trailer.readDescription(file, channel);
                RunDirectory directory = RunDirectory.of(described, trailer);
                IdFilter filter = null;
                if (fits) {
                    long[] words = new long[trailer.filterWords()];
                    described.asLongBuffer().get(words);
                    filter = IdFilter.of(words, trailer.salt());
                }
                Run run = new Run(file, channel, trailer, directory, filter, memory);
                run.isForced = true;
                return run;
            } catch (IOException | RuntimeException e) {
                memory.give(fits ? trailer.filterBytes() : 0);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    int level() {
        return trailer.level();
    }

    long count() {
        return trailer.count();
    }

    boolean hasFilter() {
        return filter != null;
    }

    int buckets() {
        return directory.buckets();
    }

    boolean contains(long hi, long lo) throws IOException {
        if (filter != null && !filter.mayContain(hi, lo)) {
            return false;
        }
        ByteBuffer ids = bucket(directory.bucketOf(hi));
        int low = 0;
        int high = ids.limit() / RunWriter.ID_BYTES - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int at = middle * RunWriter.ID_BYTES;
            int compared = IdOrder.compare(hi, lo, ids.getLong(at), ids.getLong(at + Long.BYTES));
            if (compared == 0) {
                return true;
            }
            if (compared < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    /** The ids of one bucket, checked. */
    ByteBuffer bucket(int bucket) throws IOException {
        long from = directory.start(bucket);
        ByteBuffer ids = ByteBuffer.allocate(Math.toIntExact((directory.end(bucket) - from) * RunWriter.ID_BYTES));
        if (!readFully(channel, ids, from * RunWriter.ID_BYTES)) {
            throw new DamagedIdsException(file, "ends early");
        }
        CRC32C crc = new CRC32C();
        crc.update(ids.array());
        if ((int) crc.getValue() != directory.crc(bucket)) {
            throw new DamagedIdsException(file, "has other ids than were written in bucket " + bucket);
        }
        return ids;
    }

    /** Until the disk has it. */
    void force() throws IOException {
        if (!isForced) {
            channel.force(true);
            isForced = true;
        }
    }

    void close() throws IOException {
        if (channel.isOpen()) {
            memory.give(filter == null ? 0 : trailer.filterBytes());
            channel.close();
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    /** False when the file ends before {@code into} is full; else it is flipped to what was read. */
    static boolean readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position()) < 0) {
                return false;
            }
        }
        into.flip();
        return true;
    }
}

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

    private static final int FILTER_READ_BYTES = 64 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final RunTrailer trailer;
    private final RunDirectory directory;
    private final FilterMemory memory;
    private @Nullable IdFilter filter;

    private Run(Path file, FileChannel channel, RunTrailer trailer, RunDirectory directory, FilterMemory memory) {
        this.file = file;
        this.channel = channel;
        this.trailer = trailer;
        this.directory = directory;
        this.memory = memory;
    }

    /**
     * Reads and checks all but the ids; the filter only when there is memory for it.
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
            Run run = new Run(file, channel, trailer, readDirectory(file, channel, trailer), memory);
            if (memory.take(trailer.filterBytes())) {
                run.filter = run.readFilter();
            }
            return run;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static RunDirectory readDirectory(Path file, FileChannel channel, RunTrailer trailer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(trailer.directoryBytes());
        if (!readFully(channel, bytes, trailer.directoryFrom())) {
            throw new DamagedIdsException(file, "ends early");
        }
        if (RunTrailer.crc(bytes.array(), bytes.limit()) != trailer.directoryCrc()) {
            throw new DamagedIdsException(file, "has another directory than was written");
        }
        return RunDirectory.of(bytes, trailer);
    }

    /** In pieces: it may be large. Gives its memory back when that fails. */
    private IdFilter readFilter() throws IOException {
        boolean isRead = false;
        try {
            long[] words = new long[Math.toIntExact(trailer.filterBytes() / Long.BYTES)];
            ByteBuffer piece = ByteBuffer.allocate(FILTER_READ_BYTES);
            CRC32C crc = new CRC32C();
            long at = trailer.filterFrom();
            for (int filled = 0; filled < words.length; filled += piece.limit() / Long.BYTES) {
                piece.clear().limit(Math.min(FILTER_READ_BYTES, (words.length - filled) * Long.BYTES));
                if (!readFully(channel, piece, at)) {
                    throw new DamagedIdsException(file, "ends early");
                }
                crc.update(piece.array(), 0, piece.limit());
                piece.asLongBuffer().get(words, filled, piece.limit() / Long.BYTES);
                at += piece.limit();
            }
            if ((int) crc.getValue() != trailer.filterCrc()) {
                throw new DamagedIdsException(file, "has another filter than was written");
            }
            isRead = true;
            return new IdFilter(words, trailer.salt());
        } finally {
            if (!isRead) {
                memory.give(trailer.filterBytes());
            }
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
        IdFilter known = filter;
        if (known != null && !known.mayContain(hi, lo)) {
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

    /** Returns when the disk has it; cheap where it had it before. */
    void force() throws IOException {
        channel.force(true);
    }

    void close() throws IOException {
        if (channel.isOpen()) {
            memory.give(filter == null ? 0 : trailer.filterBytes());
            filter = null;
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

package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The last bytes of a run, which say how to read the rest.
 *
 * @param level how often its ids were merged
 * @param count of ids
 * @param room ids that there is room for before the filter: {@code count}, and as many as turned out to be there twice
 * @param bucketBits first bits of an id that decide on its bucket
 * @param salt of the filter
 */
record RunTrailer(
        int level,
        long count,
        long room,
        int bucketBits,
        int filterBlocks,
        long salt,
        int filterCrc,
        int directoryCrc) {

    static final int BYTES = 4 * Long.BYTES + 6 * Integer.BYTES;

    /** "FLIDS" and the version of the layout. */
    private static final long MAGIC = 0x464c494453000001L;

    private static final int BUCKET_BITS_MAX = 26;

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC)
                .putInt(level)
                .putLong(count)
                .putLong(room)
                .putInt(bucketBits)
                .putInt(filterBlocks);
        bytes.putLong(salt).putInt(filterCrc).putInt(directoryCrc);
        bytes.putInt(crc(bytes.array(), BYTES - Integer.BYTES));
        return bytes.flip();
    }

    /** @throws DamagedIdsException when it is not as it was written */
    static RunTrailer read(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        long from = channel.size() - BYTES;
        if (from < 0 || !Run.readFully(channel, bytes, from)) {
            throw new DamagedIdsException(file, "ends early");
        }
        if (bytes.getInt(BYTES - Integer.BYTES) != crc(bytes.array(), BYTES - Integer.BYTES)
                || bytes.getLong() != MAGIC) {
            throw new DamagedIdsException(file, "has another end than was written");
        }
        RunTrailer trailer = new RunTrailer(
                bytes.getInt(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getLong(),
                bytes.getInt(),
                bytes.getInt());
        if (trailer.bucketBits > BUCKET_BITS_MAX || trailer.directoryFrom() + trailer.directoryBytes() != from) {
            throw new DamagedIdsException(file, "is of another length than was written");
        }
        return trailer;
    }

    long filterFrom() {
        return room * RunWriter.ID_BYTES;
    }

    long filterBytes() {
        return (long) filterBlocks * IdFilter.WORDS_PER_BLOCK * Long.BYTES;
    }

    long directoryFrom() {
        return filterFrom() + filterBytes();
    }

    int directoryBytes() {
        return (1 << bucketBits) * 2 * Integer.BYTES;
    }

    static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

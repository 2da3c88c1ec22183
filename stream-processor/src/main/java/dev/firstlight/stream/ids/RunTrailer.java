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
 * @param bucketBits first bits of an id that decide on its bucket
 * @param salt of the filter
 * @param descriptionCrc checksum of directory and filter
 */
record RunTrailer(int level, long count, int bucketBits, int filterWords, long salt, int descriptionCrc) {

    /** "FLIDS" and the version of the layout. */
    private static final long MAGIC = 0x464c494453000001L;

    static final int BYTES =
            Long.BYTES + Integer.BYTES + Long.BYTES + 2 * Integer.BYTES + Long.BYTES + 2 * Integer.BYTES;

    private static final int BUCKET_BITS_MAX = 26;

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(level).putLong(count).putInt(bucketBits).putInt(filterWords);
        bytes.putLong(salt).putInt(descriptionCrc);
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
                bytes.getInt(), bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getInt());
        if (trailer.bucketBits > BUCKET_BITS_MAX || trailer.sizeBefore() != from) {
            throw new DamagedIdsException(file, "is of another length than was written");
        }
        return trailer;
    }

    /** Directory and filter, checked. */
    ByteBuffer readDescription(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(descriptionBytes()));
        if (!Run.readFully(channel, bytes, count * RunWriter.ID_BYTES)) {
            throw new DamagedIdsException(file, "ends early");
        }
        if (crc(bytes.array(), bytes.limit()) != descriptionCrc) {
            throw new DamagedIdsException(file, "has another filter or directory than was written");
        }
        return bytes;
    }

    long filterBytes() {
        return (long) filterWords * Long.BYTES;
    }

    private long descriptionBytes() {
        return (1L << bucketBits) * 2 * Integer.BYTES + filterBytes();
    }

    private long sizeBefore() {
        return count * RunWriter.ID_BYTES + descriptionBytes();
    }

    static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

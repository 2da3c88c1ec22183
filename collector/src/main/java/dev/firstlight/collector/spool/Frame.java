package dev.firstlight.collector.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One pack on disk: {@code [length][crc32c][partition][pack]}, big-endian ints. The checksum covers the segment's salt, the length, the
 * partition and the pack.
 *
 * @param offset where it begins in its segment
 * @param pack the record's value
 */
public record Frame(long offset, int partition, byte[] pack) {

    /** Bytes before the pack. */
    public static final int HEADER_BYTES = 12;

    /** Greatest pack: a raw record of the topic catalogue, 1 MiB. */
    public static final int PACK_BYTES_MAX = 1_048_576;

    /** Partitions are below this by the pack header's own bound. */
    static final int PARTITIONS_MAX = 4_096;

    /** Where the next frame begins. */
    public long end() {
        return offset + HEADER_BYTES + pack.length;
    }

    static void write(ByteBuffer out, long salt, int partition, byte[] pack) {
        out.putInt(pack.length);
        out.putInt(checksum(salt, partition, ByteBuffer.wrap(pack)));
        out.putInt(partition);
        out.put(pack);
    }

    /** Over what remains of {@code pack}, which is consumed. */
    static int checksum(long salt, int partition, ByteBuffer pack) {
        CRC32C crc = new CRC32C();
        ByteBuffer before = ByteBuffer.allocate(16);
        before.putLong(salt).putInt(pack.remaining()).putInt(partition).flip();
        crc.update(before);
        crc.update(pack);
        return (int) crc.getValue();
    }
}

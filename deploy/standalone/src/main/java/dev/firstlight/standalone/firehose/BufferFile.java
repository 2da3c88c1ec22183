package dev.firstlight.standalone.firehose;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Accepted records on disk until they are an object: length, CRC-32 and bytes of each, one after the other.
 *
 * <p>Durability: {@link #append} returns when the operating system has the bytes, so what it took survives the death of the
 * process; there is no fsync, so not that of the machine. A death inside a write leaves a torn tail, which reading cuts off: a
 * record is read whole or not at all. Threads: one at a time, the stream's lock sees to it. A {@link RandomAccessFile} rather than
 * a channel, because an interrupt of the writer would close a channel.
 */
final class BufferFile implements AutoCloseable {

    private static final int HEADER_BYTES = 8;

    /** What reading a file found: whole records, and bytes at its end that are none. */
    record Content(long recordCount, long tornBytes) {}

    private final Path path;
    private final RandomAccessFile file;
    private long lengthBytes;
    private int recordCount;

    BufferFile(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    Path path() {
        return path;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    int recordCount() {
        return recordCount;
    }

    /** Takes all of them, or throws; then the file is to be used no more, and may hold some of them. */
    void append(List<byte[]> records) throws IOException {
        int bytes =
                records.stream().mapToInt(data -> HEADER_BYTES + data.length).sum();
        ByteBuffer framed = ByteBuffer.allocate(bytes);
        for (byte[] data : records) {
            framed.putInt(data.length).putInt(crc(data)).put(data);
        }
        file.write(framed.array());
        lengthBytes += bytes;
        recordCount += records.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Copies the bytes of every whole record of {@code path} to {@code out}. */
    static Content copy(Path path, OutputStream out) throws IOException {
        long remaining = Files.size(path);
        long records = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            while (remaining >= HEADER_BYTES) {
                int length = in.readInt();
                int crc = in.readInt();
                if (length < 0 || length > remaining - HEADER_BYTES) {
                    break;
                }
                byte[] data = in.readNBytes(length);
                if (crc(data) != crc) {
                    break;
                }
                out.write(data);
                remaining -= HEADER_BYTES + length;
                records++;
            }
        }
        return new Content(records, remaining);
    }

    private static int crc(byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        return (int) crc.getValue();
    }
}

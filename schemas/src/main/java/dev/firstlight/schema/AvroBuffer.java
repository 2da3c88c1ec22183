package dev.firstlight.schema;

import java.util.Arrays;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") into one array that grows and is used again.
 *
 * <p>Threads: one. Bounds: none of its own; it never shrinks, so it is as large as the greatest thing ever written.
 */
final class AvroBuffer {

    /** A long is at most ten groups of seven bits. */
    private static final int VARINT_BYTES_MAX = 10;

    private byte[] bytes;
    private int size;

    AvroBuffer(int bytesAtFirst) {
        bytes = new byte[bytesAtFirst];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    byte[] compressed(PackCompressor compressor) {
        return compressor.compress(bytes, size);
    }

    /** The bytes that {@link #putLong} needs. */
    static int sizeOf(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(zigzag(value) | 1);
        return (bits + 6) / 7;
    }

    /** An int, long, enum position, union branch or length: zigzag, seven bits a byte, lowest first. */
    void putLong(long value) {
        makeRoom(VARINT_BYTES_MAX);
        long rest = zigzag(value);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void putBoolean(boolean value) {
        makeRoom(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    /** A fixed of eight bytes, or half of one of sixteen: big endian. */
    void putFixed(long value) {
        makeRoom(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** A fixed: the bytes alone. */
    void putFixed(byte[] from, int at, int length) {
        makeRoom(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    /** Bytes or a text: length and content. */
    void putBytes(byte[] from, int at, int length) {
        putLong(length);
        putFixed(from, at, length);
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** For so many bytes, so that putting them cannot fail half-way. */
    void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}

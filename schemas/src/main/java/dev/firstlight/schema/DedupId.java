package dev.firstlight.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The identity of an event, 128 bits: the only identity for routing, dedup store and warehouse.
 *
 * <p>It is the first half of SHA-256 over a kind letter and the parts of the identity, each after its length in two bytes (big
 * endian, UTF-8), so that no two part lists share bytes. A cryptographic hash because ids are chosen by clients: with a plain one,
 * anybody could make an id at their own pixel that collides with another pixel's next order and so suppress it. 128 bits: among
 * 10^13 events the chance of any accidental collision is below 10^-12.
 */
public record DedupId(long hi, long lo) {

    /** Length in bytes. */
    public static final int BYTES = 16;

    static final byte EVENT_KIND = 'e';
    private static final byte ORDER_KIND = 'o';
    private static final String HEX = "0123456789abcdef";

    /** Identity of {@code eventId} at {@code pixel}; both normalised. */
    public static DedupId ofEvent(String pixel, String eventId) {
        return hash(EVENT_KIND, pixel, eventId);
    }

    /** Identity of an order of {@code site}; all normalised. */
    public static DedupId ofOrder(String site, String goal, String orderId) {
        return hash(ORDER_KIND, site, goal, orderId);
    }

    public static DedupId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a dedup id has 16 bytes, not " + bytes.length);
        }
        return new DedupId(longAt(bytes, 0), longAt(bytes, 8));
    }

    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (hi >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (lo >>> (56 - 8 * i));
        }
        return bytes;
    }

    /** The partition of {@code firstlight.raw}: part of the topic's identity, so the count may never change in place. */
    public int partition(int partitions) {
        return partition(hi, partitions);
    }

    /** The partition of an id of which only {@link #hi} is at hand. */
    public static int partition(long hi, int partitions) {
        return Integer.remainderUnsigned((int) (hi >>> 32), partitions);
    }

    /** 32 lower-case hex digits. */
    public String hex() {
        char[] digits = new char[2 * BYTES];
        for (int i = 0; i < BYTES; i++) {
            digits[i] = HEX.charAt((int) (hi >>> (60 - 4 * i)) & 15);
            digits[BYTES + i] = HEX.charAt((int) (lo >>> (60 - 4 * i)) & 15);
        }
        return new String(digits);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static DedupId hash(byte kind, String... parts) {
        MessageDigest digest = sha256();
        digest.update(kind);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((byte) (bytes.length >>> 8));
            digest.update((byte) bytes.length);
            digest.update(bytes);
        }
        byte[] hash = digest.digest();
        return new DedupId(longAt(hash, 0), longAt(hash, 8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static long longAt(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}

package dev.firstlight.collector.event;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562) for events whose sender gave no id, so that every such request counts. Threads: one each.
 *
 * <p>The random part comes from a fast generator seeded from the system's: these ids leave the house only in the warehouse, so nobody
 * can guess a coming one.
 */
public final class EventIds {

    /** Letters of a UUID, all ASCII. */
    static final int TEXT_BYTES = 36;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    public String make(long nowMs) {
        long high = high(nowMs);
        return new UUID(high, low()).toString();
    }

    /** Writes one as text to the first {@value #TEXT_BYTES} bytes, without allocating. */
    void make(long nowMs, byte[] to) {
        long high = high(nowMs);
        long low = low();
        putHex(high >>> 32, 8, to, 0);
        to[8] = '-';
        putHex(high >>> 16, 4, to, 9);
        to[13] = '-';
        putHex(high, 4, to, 14);
        to[18] = '-';
        putHex(low >>> 48, 4, to, 19);
        to[23] = '-';
        putHex(low, 12, to, 24);
    }

    private long high(long nowMs) {
        return nowMs << 16 | 0x7000 | random.nextLong() & 0xfff;
    }

    private long low() {
        return 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
    }

    /** The lowest digits. */
    private static void putHex(long value, int digits, byte[] to, int at) {
        for (int i = 0; i < digits; i++) {
            to[at + i] = HEX[(int) (value >>> 4 * (digits - 1 - i)) & 15];
        }
    }
}

package dev.firstlight.schema;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One day's keys: seals addresses at the edge, opens and hashes them in the processor.
 *
 * <p>Sealed is the 16-byte address XOR AES(place), one block, where the place (incarnation, loop, partition, sequence) never comes
 * twice: a one-time pad from a block cipher, not readable or linkable at rest without the key, and free of any extra field.
 * Threads: any, each with ciphers of its own.
 */
public final class DayKey {

    private static final int ADDRESS_BYTES = 16;
    private static final int SEQUENCE_BITS = 44;

    private final int day;
    private final ThreadLocal<Cipher> cipher;
    private final ThreadLocal<Mac> mac;

    DayKey(int day, byte[] bytes) {
        this.day = day;
        SecretKeySpec sealing = new SecretKeySpec(Arrays.copyOfRange(bytes, 0, 32), "AES");
        SecretKeySpec hashing = new SecretKeySpec(Arrays.copyOfRange(bytes, 32, 64), "HmacSHA256");
        cipher = ThreadLocal.withInitial(() -> cipher(sealing));
        mac = ThreadLocal.withInitial(() -> mac(hashing));
    }

    /** Days since 1970-01-01 UTC. */
    public int day() {
        return day;
    }

    /** Seals, or opens what was sealed at the same place. {@code address} is left as it is. */
    public byte[] seal(byte[] address, long incarnation, int loop, int partition, long sequence) {
        byte[] pad = new byte[ADDRESS_BYTES];
        putLong(pad, 0, incarnation);
        putLong(pad, 8, (long) loop << 56 | (long) partition << SEQUENCE_BITS | sequence);
        try {
            pad = cipher.get().doFinal(pad);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of one block cannot fail", e);
        }
        for (int i = 0; i < ADDRESS_BYTES; i++) {
            pad[i] ^= address[i];
        }
        return pad;
    }

    /** The first 128 bits of HMAC-SHA-256 of the address, 32 hex digits. */
    public String hash(byte[] address) {
        return HexFormat.of().formatHex(mac.get().doFinal(address), 0, ADDRESS_BYTES);
    }

    private static void putLong(byte[] to, int at, long value) {
        for (int i = 0; i < 8; i++) {
            to[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private static Cipher cipher(SecretKeySpec key) {
        try {
            // One block under a place that never comes twice: ECB is the bare block function, which is what is wanted
            // here.
            Cipher made = Cipher.getInstance("AES/ECB/NoPadding");
            made.init(Cipher.ENCRYPT_MODE, key);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac made = Mac.getInstance("HmacSHA256");
            made.init(key);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}

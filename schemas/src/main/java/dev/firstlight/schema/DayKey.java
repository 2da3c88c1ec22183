package dev.firstlight.schema;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * One day's keys: seals addresses at the edge, opens and hashes them in the processor.
 *
 * <p>Sealed is the 16-byte address XOR AES(place), one block, where the place (incarnation, loop, partition, sequence) never comes
 * twice: a one-time pad from a block cipher, not readable or linkable at rest without the key, and free of any extra field.
 * Threads: any, each with ciphers of its own.
 */
public final class DayKey {

    /** Of an address in the 16-byte form, open or sealed. */
    public static final int ADDRESS_BYTES = 16;

    private static final int SEQUENCE_BITS = 44;

    /** What a thread seals with. */
    private record Block(Cipher cipher, byte[] place) {
        Block(Cipher cipher) {
            this(cipher, new byte[ADDRESS_BYTES]);
        }
    }

    private final int day;
    private final ThreadLocal<Block> blocks;
    private final HmacSha256 hashing;

    DayKey(int day, byte[] bytes) {
        this.day = day;
        SecretKeySpec sealing = new SecretKeySpec(Arrays.copyOfRange(bytes, 0, 32), "AES");
        hashing = new HmacSha256(Arrays.copyOfRange(bytes, 32, 64));
        blocks = ThreadLocal.withInitial(() -> new Block(cipher(sealing)));
    }

    /** Days since 1970-01-01 UTC. */
    public int day() {
        return day;
    }

    /** Seals, or opens what was sealed at the same place. {@code address} is left as it is. */
    public byte[] seal(byte[] address, long incarnation, int loop, int partition, long sequence) {
        byte[] sealed = new byte[ADDRESS_BYTES];
        seal(address, incarnation, loop, partition, sequence, sealed);
        return sealed;
    }

    /** Seals into {@code sealed}, which may not be {@code address}, without allocating ({@code IdentityAllocationTest}). */
    public void seal(byte[] address, long incarnation, int loop, int partition, long sequence, byte[] sealed) {
        Block block = blocks.get();
        putLong(block.place, 0, incarnation);
        putLong(block.place, 8, (long) loop << 56 | (long) partition << SEQUENCE_BITS | sequence);
        try {
            block.cipher.doFinal(block.place, 0, ADDRESS_BYTES, sealed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of one block cannot fail", e);
        }
        for (int i = 0; i < ADDRESS_BYTES; i++) {
            sealed[i] ^= address[i];
        }
    }

    /** The first 128 bits of HMAC-SHA-256 of the address, 32 hex digits. */
    public String hash(byte[] address) {
        return HexFormat.of().formatHex(hashing.hash(address), 0, ADDRESS_BYTES);
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
}

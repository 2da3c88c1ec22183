package dev.firstlight.schema;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, for short messages.
 *
 * <p>The key's two padded blocks are hashed once, as section 4 of the RFC proposes; the platform's own {@code Mac} hashes them for every message,
 * which is half of the work for an address. Its digests are the platform's. Threads: any; what is shared is only copied.
 */
final class HmacSha256 {

    /** Of SHA-256, and the longest key. */
    private static final int BLOCK_BYTES = 64;

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private final MessageDigest inner;
    private final MessageDigest outer;

    HmacSha256(byte[] key) {
        if (key.length > BLOCK_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        inner = begun(key, INNER);
        outer = begun(key, OUTER);
    }

    byte[] hash(byte[] message) {
        return copy(outer).digest(copy(inner).digest(message));
    }

    private static MessageDigest begun(byte[] key, byte with) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= with;
        }
        MessageDigest digest = DedupId.sha256();
        digest.update(block);
        Arrays.fill(block, (byte) 0);
        return digest;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this platform's SHA-256 cannot be copied", e);
        }
    }
}

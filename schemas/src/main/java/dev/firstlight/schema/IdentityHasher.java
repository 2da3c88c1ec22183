package dev.firstlight.schema;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * {@link DedupId#ofEvent} of bytes, without allocating: the answer stands in {@link #hi} and {@link #lo} until the next.
 *
 * <p>Threads: one each.
 */
public final class IdentityHasher {

    private final MessageDigest digest = DedupId.sha256();
    private final byte[] head = new byte[3];
    private final byte[] hash = new byte[digest.getDigestLength()];
    private long hi;
    private long lo;

    /** Hashes an event id at a pixel; both as they are after {@link Identity#normalise}, in UTF-8. */
    public void hashEvent(byte[] pixel, byte[] eventId, int from, int length) {
        head[0] = DedupId.EVENT_KIND;
        putLength(pixel.length);
        digest.update(head, 0, 3);
        digest.update(pixel, 0, pixel.length);
        putLength(length);
        digest.update(head, 1, 2);
        digest.update(eventId, from, length);
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("the hash has room", e);
        }
        hi = DedupId.longAt(hash, 0);
        lo = DedupId.longAt(hash, Long.BYTES);
    }

    /** The first half of what was hashed last. */
    public long hi() {
        return hi;
    }

    /** The second half of what was hashed last. */
    public long lo() {
        return lo;
    }

    private void putLength(int length) {
        head[1] = (byte) (length >>> 8);
        head[2] = (byte) length;
    }
}

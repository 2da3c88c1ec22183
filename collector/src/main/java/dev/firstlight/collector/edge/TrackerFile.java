package dev.firstlight.collector.edge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One file of the tracker: as it is, and as it was compressed once, when it was built. Immutable; any thread.
 *
 * @param name as built, {@code fl-tcf.js}
 * @param hash what its immutable name and its validators are made of: the first 16 hex digits of its SHA-256
 * @param gzip empty where it was not compressed; then {@code brotli} is too
 */
record TrackerFile(String name, String contentType, String hash, byte[] plain, byte[] gzip, byte[] brotli) {

    /** 64 bits: two builds of one file do not meet in them. */
    private static final int HASH_DIGITS = 16;

    static TrackerFile of(String name, byte[] plain, byte[] gzip, byte[] brotli) {
        String hash = HexFormat.of().formatHex(digest("SHA-256", plain)).substring(0, HASH_DIGITS);
        return new TrackerFile(name, contentType(name), hash, plain, gzip, brotli);
    }

    boolean isCompressed() {
        return gzip.length > 0;
    }

    byte[] as(ContentCoding coding) {
        return switch (coding) {
            case BROTLI -> brotli;
            case GZIP -> gzip;
            case IDENTITY -> plain;
        };
    }

    /** Each form is other bytes and has a validator of its own (RFC 9110, 8.8.3.3). */
    String etag(ContentCoding coding) {
        return '"' + hash + coding.etagSuffix() + '"';
    }

    /** What a page writes into {@code integrity} (Subresource Integrity): the hash of the file as it is, however it travelled. */
    String integrity() {
        return "sha384-" + Base64.getEncoder().encodeToString(digest("SHA-384", plain));
    }

    /** A snippet is to be read and pasted, so it is text and never a page. */
    private static String contentType(String name) {
        if (name.endsWith(".json")) {
            return "application/json";
        }
        return name.endsWith("js") ? "text/javascript; charset=utf-8" : "text/plain; charset=utf-8";
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}

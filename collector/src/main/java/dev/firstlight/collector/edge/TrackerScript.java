package dev.firstlight.collector.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The tracker as the {@code js} module packed it, and the hash that is part of its immutable name.
 *
 * @param hash first 16 hex digits of its SHA-256
 */
public record TrackerScript(byte[] bytes, String hash) {

    private static final String RESOURCE = "/dev/firstlight/js/fl.js";
    private static final int HASH_DIGITS = 16;

    /** Reads it from the class path. */
    public static TrackerScript load() {
        try (InputStream in = TrackerScript.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the tracker script is not on the class path: " + RESOURCE);
            }
            byte[] bytes = in.readAllBytes();
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new TrackerScript(bytes, HexFormat.of().formatHex(sha256).substring(0, HASH_DIGITS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@code fl.js} → {@code fl.<hash>.js}. */
    String hashedName(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + "." + hash : name.substring(0, dot) + "." + hash + name.substring(dot);
    }
}

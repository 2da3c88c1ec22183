package dev.firstlight.collector.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Files of the tracker as the build packs them; for Brotli, which the JDK does not speak, bytes that only say what they stand for. */
final class ServedFiles {

    private ServedFiles() {}

    static TrackerFile file(String name, String text) {
        byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        byte[] brotli = ("brotli of " + name).getBytes(StandardCharsets.US_ASCII);
        return TrackerFile.of(name, plain, gzip(plain), brotli);
    }

    /** {@code fl.<hash>.js}, not compressed. */
    static TrackerFile earlier(String text) {
        byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        byte[] none = {};
        String hash = TrackerFile.of("fl.js", plain, none, none).hash();
        return TrackerFile.of("fl." + hash + ".js", plain, none, none);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}

package dev.firstlight.collector.edge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Inflates a body within bounds, so that a small one cannot become a large one. */
final class Gzip {

    /** Text deflates 5 to 20 times; beyond this somebody means harm. */
    private static final int RATIO_MAX = 100;

    /** What came out: bytes, or how it failed. */
    record Inflated(byte @Nullable [] bytes, boolean isTooLarge) {}

    private Gzip() {}

    static Inflated inflate(byte[] body, int bytesMax) {
        long limit = Math.min(bytesMax, Math.max(1_024L, (long) body.length * RATIO_MAX));
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(bytesMax, body.length * 4));
        byte[] chunk = new byte[8_192];
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (out.size() + n > limit) {
                    return new Inflated(null, true);
                }
                out.write(chunk, 0, n);
            }
            return new Inflated(out.toByteArray(), false);
        } catch (IOException e) {
            return new Inflated(null, false);
        }
    }
}

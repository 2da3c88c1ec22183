package dev.firstlight.collector.edge;

import dev.firstlight.schema.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Inflates a body within bounds, so that a small one cannot become a large one. Threads: any. */
final class Gzip {

    /** A tiny body may become this large whatever its ratio: a run of one letter is no bomb. */
    private static final long RATIO_FREE_BYTES = 1_024;

    /** What came out, or why nothing did: one of the two. */
    record Inflated(byte @Nullable [] bytes, @Nullable Refusal refusal) {}

    private Gzip() {}

    /** @param ratioMax most bytes out for each byte in */
    static Inflated inflate(byte[] body, int bytesMax, int ratioMax) {
        long dense = Math.max(RATIO_FREE_BYTES, (long) body.length * ratioMax);
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(bytesMax, body.length * 4L));
        byte[] chunk = new byte[8_192];
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                int size = out.size() + n;
                if (size > bytesMax || size > dense) {
                    return new Inflated(null, size > bytesMax ? Refusal.GZIP_TOO_LARGE : Refusal.GZIP_TOO_DENSE);
                }
                out.write(chunk, 0, n);
            }
            return new Inflated(out.toByteArray(), null);
        } catch (IOException e) {
            return new Inflated(null, Refusal.GZIP_MALFORMED);
        }
    }
}

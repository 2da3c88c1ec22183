package dev.firstlight.loadtest.bench.sink;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Objects as the local Firehose leaves them: gzipped lines, each with an identity of its own. Threads: one. */
final class ObjectMaker {

    /** As {@code standalone.firehose.buffer-mib} is by default. */
    private static final long OBJECT_BYTES = 16L << 20;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGINNING = "[\"".getBytes(StandardCharsets.US_ASCII);
    private static final int IDENTITY_CHARS = 32;

    private final List<byte[]> rows;
    private final Random random;
    private int next;

    /** @param rows which are given out again and again, under other identities */
    ObjectMaker(List<byte[]> rows, long seed) {
        this.rows = rows;
        this.random = new Random(seed);
    }

    /** Writes an object as large as Firehose would make it; answers its rows. */
    long write(Path object) throws IOException {
        return write(object, OBJECT_BYTES);
    }

    private long write(Path object, long bytesMin) throws IOException {
        long bytes = 0;
        long count = 0;
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(object)))) {
            while (bytes < bytesMin) {
                byte[] row = renewed(rows.get(next));
                next = (next + 1) % rows.size();
                out.write(row);
                bytes += row.length;
                count++;
            }
        }
        return count;
    }

    private byte[] renewed(byte[] row) {
        for (int i = 0; i < BEGINNING.length; i++) {
            if (row[i] != BEGINNING[i]) {
                throw new IllegalStateException("a row does not begin with its identity any more");
            }
        }
        byte[] renewed = row.clone();
        for (int i = 0; i < IDENTITY_CHARS; i++) {
            renewed[BEGINNING.length + i] = HEX[random.nextInt(HEX.length)];
        }
        return renewed;
    }
}

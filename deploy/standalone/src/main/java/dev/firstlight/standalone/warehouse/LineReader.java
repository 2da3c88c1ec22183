package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a stream as bytes, each up to a bound; the rest of a longer one is skipped and said. One thread; closing is the
 * owner's of the stream.
 */
final class LineReader {

    /** A record of Firehose is at most 1,000 KiB, so no row can be longer. */
    static final int LINE_BYTES_MAX = 1_000 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private int next;
    private int end;
    private byte[] line = new byte[4_096];
    private int length;
    private long skippedBytes;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The bytes of the line, of which the first {@link #length()} count; used again for the next one. */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    boolean isTooLong() {
        return skippedBytes > 0;
    }

    /** False at the end. */
    boolean next() throws IOException {
        length = 0;
        skippedBytes = 0;
        while (true) {
            if (next == end && !fill()) {
                return length > 0;
            }
            int newline = next;
            while (newline < end && chunk[newline] != '\n') {
                newline++;
            }
            take(newline - next);
            next = newline;
            if (newline < end) {
                next++;
                return true;
            }
        }
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(chunk));
        return end > 0;
    }

    private void take(int count) {
        int kept = Math.min(count, LINE_BYTES_MAX - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.min(LINE_BYTES_MAX, Math.max(length + kept, 2 * line.length)));
        }
        System.arraycopy(chunk, next, line, length, kept);
        length += kept;
        skippedBytes += count - kept;
    }
}

package dev.firstlight.standalone.warehouse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an object, unpacked and parsed by a thread of its own while the caller's fills a table with those before: each takes about half of
 * the time of a load.
 *
 * <p>Bounds: {@value #WAITING_MAX} batches of {@value #BATCH_LINES} lines wait, and two are in hand. Failure: a damaged object ends in a refused line; what
 * else ends the reading, an Error too, is thrown by {@link #next}. Closing ends the thread, whatever it does; the stream is the owner's.
 */
final class ParsedLines implements AutoCloseable {

    private static final int BATCH_LINES = 256;
    private static final int WAITING_MAX = 4;
    private static final int GZIP_BYTES = 1 << 16;

    /** What is kept of a refused line: enough to see what it was. */
    private static final int REFUSED_TEXT_BYTES_MAX = 4_096;

    private final BlockingQueue<List<ParsedLine>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final RowReader row = new RowReader();
    private final InputStream file;
    private final Thread thread = new Thread(this::run, "warehouse-parsing");
    private List<ParsedLine> batch = new ArrayList<>(BATCH_LINES);
    private volatile @Nullable Throwable failure;

    ParsedLines(InputStream file) {
        this.file = file;
        thread.setDaemon(true);
        thread.start();
    }

    /** The next lines, in order; none at the end. */
    List<ParsedLine> next() throws IOException {
        try {
            List<ParsedLine> lines = waiting.take();
            Throwable why = failure;
            if (lines.isEmpty() && why != null) {
                throw new IOException("the object cannot be read", why);
            }
            return lines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an object was loaded");
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an object was loaded");
        }
    }

    private void run() {
        try {
            try {
                parse();
            } catch (IOException | RuntimeException | Error e) {
                failure = e; // an Error too: who waits for the next lines would wait for ever
            }
            if (!batch.isEmpty()) {
                waiting.put(batch);
            }
            waiting.put(List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed before its end
        }
    }

    private void parse() throws IOException, InterruptedException {
        long number = 1;
        try {
            LineReader lines = new LineReader(new GZIPInputStream(file, GZIP_BYTES));
            for (; lines.next(); number++) {
                add(parsed(lines, number));
            }
        } catch (EOFException | ZipException e) {
            add(ParsedLine.refused(number, "", "the object is damaged from here on: " + e.getMessage()));
        }
    }

    private ParsedLine parsed(LineReader lines, long number) {
        String refusal = lines.isTooLong()
                ? "longer than " + LineReader.LINE_BYTES_MAX + " bytes"
                : row.refusal(lines.line(), lines.length());
        return refusal == null
                ? new ParsedLine(number, row.copy(), "", "")
                : ParsedLine.refused(number, text(lines), refusal);
    }

    private void add(ParsedLine line) throws InterruptedException {
        batch.add(line);
        if (batch.size() == BATCH_LINES) {
            waiting.put(batch);
            batch = new ArrayList<>(BATCH_LINES);
        }
    }

    private static String text(LineReader lines) {
        return new String(lines.line(), 0, Math.min(lines.length(), REFUSED_TEXT_BYTES_MAX), StandardCharsets.UTF_8);
    }
}

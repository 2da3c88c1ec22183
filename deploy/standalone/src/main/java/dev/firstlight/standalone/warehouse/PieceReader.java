package dev.firstlight.standalone.warehouse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The lines of an object, unpacked, many at a time. Bounds: a piece is a line at least and {@value #PIECE_BYTES} bytes or so. Threads: one.
 */
final class PieceReader implements AutoCloseable {

    enum Next {
        LINES,
        END,
        /** Damaged from here on, or a line is longer than a row may be. */
        UNREADABLE
    }

    private static final int PIECE_BYTES = 1 << 16;
    private static final int GZIP_BYTES = 1 << 16;

    private final Path object;
    private final InputStream file;
    private InputStream lines = InputStream.nullInputStream();
    private byte[] piece = new byte[PIECE_BYTES];
    private int length;
    private int whole;
    private boolean isBegun;
    private boolean isEnd;

    PieceReader(Path object) throws IOException {
        this.object = object;
        this.file = Files.newInputStream(object);
    }

    Path object() {
        return object;
    }

    /** Of which {@link #length} bytes are lines, the last one's newline too; used again for the next piece. */
    byte[] piece() {
        return piece;
    }

    int length() {
        return whole;
    }

    Next next() throws IOException {
        try {
            if (!isBegun) {
                isBegun = true;
                lines = new GZIPInputStream(file, GZIP_BYTES);
            }
            length -= whole;
            System.arraycopy(piece, whole, piece, 0, length);
            whole = 0;
            return isEnd ? Next.END : cut();
        } catch (EOFException | ZipException e) {
            return Next.UNREADABLE;
        }
    }

    private Next cut() throws IOException {
        while (true) {
            int room = piece.length - 1; // one for a newline where the last line has none
            length += lines.readNBytes(piece, length, room - length);
            isEnd = length < room;
            if (isEnd && length > 0 && piece[length - 1] != '\n') {
                piece[length++] = '\n';
            }
            whole = isEnd ? length : afterLastNewline();
            if (whole > 0) {
                return Next.LINES;
            }
            if (isEnd) {
                return Next.END;
            }
            if (room > LineReader.LINE_BYTES_MAX) { // room for the longest, and its newline
                return Next.UNREADABLE;
            }
            piece = Arrays.copyOf(piece, Math.min(2 * piece.length, LineReader.LINE_BYTES_MAX + 2));
        }
    }

    private int afterLastNewline() {
        int after = length;
        while (after > 0 && piece[after - 1] != '\n') {
            after--;
        }
        return after;
    }

    @Override
    public void close() throws IOException {
        try (InputStream closed = file) {
            lines.close();
        }
    }
}

package dev.firstlight.standalone.warehouse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Cuts objects into pieces that end with a line, rows of temporary tables. Bounds: a piece is a line at least and {@value #PIECE_BYTES} bytes or so. Threads: the
 * one that makes it, from there to its end (DuckDB holds an appender to that); several may fill the same tables beside each other.
 */
final class Unpacking implements AutoCloseable {

    private static final int PIECE_BYTES = 1 << 16;
    private static final int GZIP_BYTES = 1 << 16;

    private final DuckDBConnection connection;
    private final Path objects;
    private final List<DuckDBAppender> appenders = new ArrayList<>();
    private byte[] piece = new byte[PIECE_BYTES];
    private int nextAppender;

    /** @param tables filled in turn, so that each has as much: DuckDB reads each with one thread */
    Unpacking(DuckDBConnection connection, List<String> tables, Path objects) throws SQLException {
        this.connection = connection;
        this.objects = objects;
        try {
            for (String table : tables) {
                synchronized (connection) { // it keeps what it has made in a HashSet without a lock
                    appenders.add(connection.createAppender("temp", "main", table));
                }
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Answers the bytes of its lines, or -1 when it is damaged or a line is longer than a row may be. */
    long take(String name, int object) throws SQLException, IOException {
        long bytes = 0;
        int length = 0;
        try (InputStream file = Files.newInputStream(objects.resolve(name));
                InputStream lines = new GZIPInputStream(file, GZIP_BYTES)) {
            while (true) {
                int count = lines.readNBytes(piece, length, piece.length - length);
                length += count;
                boolean isEnd = length < piece.length;
                int whole = isEnd ? length : afterLastNewline(length);
                if (whole > 0) {
                    append(object, whole);
                    bytes += whole;
                    length -= whole;
                    System.arraycopy(piece, whole, piece, 0, length);
                } else if (!isEnd
                        && piece.length > LineReader.LINE_BYTES_MAX) { // room for the longest, and its newline
                    return -1;
                } else if (!isEnd) {
                    piece = Arrays.copyOf(piece, Math.min(2 * piece.length, LineReader.LINE_BYTES_MAX + 1));
                }
                if (isEnd) {
                    return bytes;
                }
            }
        } catch (EOFException | ZipException e) {
            return -1;
        }
    }

    /** What was cut is in the tables then. */
    @Override
    public void close() throws SQLException {
        SQLException failure = null;
        for (DuckDBAppender appender : appenders) {
            try {
                close(appender);
            } catch (SQLException e) {
                failure = e; // the others are closed all the same
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void close(DuckDBAppender appender) throws SQLException {
        try {
            appender.flush();
        } finally {
            synchronized (connection) {
                appender.close();
            }
        }
    }

    private int afterLastNewline(int length) {
        int after = length;
        while (after > 0 && piece[after - 1] != '\n') {
            after--;
        }
        return after;
    }

    /** Without the last newline, after which no line comes. */
    private void append(int object, int length) throws SQLException {
        int end = piece[length - 1] == '\n' ? length - 1 : length;
        DuckDBAppender appender = appenders.get(nextAppender++ % appenders.size());
        appender.beginRow();
        appender.append(object);
        appender.append(Arrays.copyOf(piece, end));
        appender.endRow();
    }
}

package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Puts the pieces of objects ({@link PieceReader}) into temporary tables, a row each. Threads: the
 * one that makes it, from there to its end (DuckDB holds an appender to that); several may fill the same tables beside each other.
 */
final class Unpacking implements AutoCloseable {

    private final DuckDBConnection connection;
    private final Path objects;
    private final List<DuckDBAppender> appenders = new ArrayList<>();
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
        try (PieceReader pieces = new PieceReader(objects.resolve(name))) {
            while (true) {
                switch (pieces.next()) {
                    case LINES -> {
                        append(object, pieces);
                        bytes += pieces.length();
                    }
                    case END -> {
                        return bytes;
                    }
                    case UNREADABLE -> {
                        return -1;
                    }
                }
            }
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

    /** Without the last newline, after which no line comes. */
    private void append(int object, PieceReader pieces) throws SQLException {
        DuckDBAppender appender = appenders.get(nextAppender++ % appenders.size());
        appender.beginRow();
        appender.append(object);
        appender.append(Arrays.copyOf(pieces.piece(), pieces.length() - 1));
        appender.endRow();
    }
}

package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table or view, whole and as of one moment, into a file of the exports' directory, from where the endpoint sends it and
 * removes it ({@link Exported}). DuckDB writes the file itself, so that types come over as they are.
 *
 * <p>The name is looked up among the warehouse's own and never put into SQL as it came. Threads: the callers', one at a time; a second one
 * is refused until the file of the first is removed, so one who reads slowly keeps the others waiting, and no disk. Bounds: {@value #SECONDS_MAX} s to write
 * it; the directory holds one file, of at most the size of what is exported.
 */
final class Export {

    /** How the file is written. */
    enum Format {
        PARQUET("format parquet, compression zstd"),
        CSV("format csv, header");

        private final String options;

        Format(String options) {
            this.options = options;
        }

        static @Nullable Format of(String name) {
            for (Format format : values()) {
                if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
                    return format;
                }
            }
            return null;
        }
    }

    /** The file, and the only place for one; closing removes it and then gives the place to the next. One thread at a time. */
    final class Exported implements AutoCloseable {

        private final Path file;
        private boolean isClosed;

        private Exported(Path file) {
            this.file = file;
        }

        Path file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            if (isClosed) {
                return;
            }
            isClosed = true;
            try {
                Files.deleteIfExists(file);
            } finally {
                place.release();
            }
        }
    }

    static final int SECONDS_MAX = 600;

    private static final String KNOWN =
            "select table_name from information_schema.tables where table_schema = 'main' and table_name = ?";

    private final Database database;
    private final Semaphore place = new Semaphore(1);

    Export(Database database) {
        this.database = database;
    }

    /** The caller closes what was written. */
    Exported write(String table, Format format) throws RefusedQueryException, IOException {
        if (!place.tryAcquire()) {
            throw new RefusedQueryException("another export is running; ask again");
        }
        Exported exported = new Exported(database.exports()
                .resolve(UUID.randomUUID() + "." + format.name().toLowerCase(Locale.ROOT)));
        boolean isDone = false;
        try (DuckDBConnection connection = database.connect()) {
            copy(connection, known(connection, table), exported.file(), format);
            isDone = true;
            return exported;
        } catch (SQLException e) {
            throw new RefusedQueryException(table + " cannot be exported: " + e.getMessage());
        } finally {
            if (!isDone) {
                exported.close();
            }
        }
    }

    private static void copy(DuckDBConnection connection, String table, Path file, Format format) throws SQLException {
        String sql = "copy (select * from \"" + table.replace("\"", "\"\"") + "\") to '"
                + file.toString().replace("'", "''") + "' (" + format.options + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS_MAX);
            statement.execute();
        }
    }

    private static String known(DuckDBConnection connection, String table) throws SQLException, RefusedQueryException {
        try (PreparedStatement query = connection.prepareStatement(KNOWN)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                if (rows.next()) {
                    return rows.getString(1);
                }
            }
        }
        throw new RefusedQueryException("there is no table or view of this name; known: "
                + "events, order_items, warnings, ledger, merged_away, loaded_objects, load_errors, redrives");
    }
}

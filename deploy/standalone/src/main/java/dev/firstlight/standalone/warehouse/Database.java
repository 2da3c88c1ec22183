package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The DuckDB file and what everybody who asks it may do: no file and no network beside its own spill directory and that of
 * {@link Export}, no extensions, and nobody changes these settings again. Not even the objects can be read from SQL; the loader reads them
 * itself.
 *
 * <p>Threads: any may ask for a connection; each connection belongs to one thread at a time.
 */
final class Database implements AutoCloseable {

    private final DuckDBConnection root;
    private final Path exports;
    private final PlainObjects plainObjects;
    private final Lock loadLock = new ReentrantLock();

    /** @throws SQLException also when another process has the file */
    Database(WarehouseConfig config) throws SQLException, IOException {
        Files.createDirectories(config.directory());
        Properties properties = new Properties();
        properties.setProperty("memory_limit", config.memoryMib() + "MiB");
        properties.setProperty("threads", String.valueOf(config.threads()));
        exports = config.directory().resolve("exports").toAbsolutePath();
        Path file = config.directory().resolve("warehouse.duckdb");
        root = DriverManager.getConnection("jdbc:duckdb:" + file, properties).unwrap(DuckDBConnection.class);
        try {
            plainObjects = PlainObjects.of(root);
            prepare(config.directory().resolve("spill"));
        } catch (SQLException | IOException e) {
            root.close();
            throw e;
        }
    }

    synchronized DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    /** Writes what the log holds into the file. All other connections must be closed. */
    @Override
    public synchronized void close() throws SQLException {
        try (DuckDBConnection last = root) {
            execute(last, List.of("checkpoint"));
        }
    }

    static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Where exports are written and read from: the only directory that SQL may reach. Emptied at the start. */
    Path exports() {
        return exports;
    }

    /** What makes objects a table of this database; to the loader alone, who knows the name of what it reads. */
    PlainObjects plainObjects() {
        return plainObjects;
    }

    /** Whoever loads holds it from before its transaction begins until after it has ended: nothing else keeps an identity from coming twice. */
    Lock loadLock() {
        return loadLock;
    }

    private void prepare(Path spill) throws SQLException, IOException {
        execute(root, Tables.DDL);
        execute(root, Tables.addedColumns());
        if (has(Tables.HAS_OLD_LEDGER)) {
            execute(root, Tables.OLD_LEDGER);
        }
        if (!has(Identities.IS_WHOLE)) {
            execute(root, Identities.MAKE);
        }
        execute(root, Views.DDL);
        makeEmpty(exports);
        execute(
                root,
                List.of(
                        "set temp_directory = '" + literal(spill) + "'",
                        "set allowed_directories = ['" + literal(exports) + "/']",
                        "set max_temp_directory_size = '4GiB'",
                        // A checkpoint writes the last row groups again, which after each object took a third of the
                        // load's time; of its
                        // default (16 MiB) an object of 16 MiB is one. What a start after a death reads again is as
                        // much, a second or two.
                        "set checkpoint_threshold = '256MiB'",
                        // So that all threads fill a table at once; who wants an order says order by.
                        "set preserve_insertion_order = false",
                        "set timezone = 'UTC'",
                        "set autoinstall_known_extensions = false",
                        "set autoload_known_extensions = false",
                        "set allow_community_extensions = false",
                        "set enable_external_access = false",
                        "set lock_configuration = true"));
    }

    private boolean has(String sql) throws SQLException {
        try (Statement statement = root.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }

    private static String literal(Path path) {
        return path.toString().replace("'", "''");
    }

    private static void makeEmpty(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> left = Files.list(directory)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }
}

package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Loads objects, each exactly once: rows, refused lines, ledger and the object's name in {@code loaded_objects} are one transaction,
 * so a death at any point leaves an object loaded whole or not at all.
 *
 * <p>The steps are those of the Redshift load: stage the rows, pick the first of each identity by its place in the raw log, insert those
 * that the table does not have, empty the staging table. {@code events} has no unique index on {@code dedup_id}: only this class
 * writes the table, and the index made a load of 1,000,000 rows slower by a quarter and the file three times as large (65 to 210 MB).
 *
 * <p>Threads: one, the owner's, and while an object is loaded one that parses it; DuckDB ties what fills a table to the thread that began it. Several loaders load one after the other. Failure: a line that is no row goes to
 * {@code refused_rows} and the others load; a damaged object loads up to the damage, which is a refused row too. Anything else rolls
 * back and is thrown.
 */
final class ObjectLoader implements Copy, AutoCloseable {

    private static final String OBJECT_SUFFIX = ".gz";

    private static final EventColumn[] COLUMNS = EventColumn.values();

    private final Path objects;
    private final InstantSource clock;
    private final Meters meters;
    private final DuckDBConnection connection;
    private final Lock loadLock;

    ObjectLoader(Database database, Path objects, InstantSource clock, Meters meters) throws SQLException {
        this.objects = objects;
        this.clock = clock;
        this.meters = meters;
        this.connection = database.connect();
        this.loadLock = database.loadLock();
        Database.execute(connection, Tables.TEMPORARY_DDL);
    }

    /** Loads the object unless it has been loaded before; when another loads, after it. Answers the rows that came in it now. */
    @Override
    public long load(String name) throws SQLException, IOException {
        loadLock.lock();
        try {
            return loadAlone(name);
        } finally {
            loadLock.unlock();
        }
    }

    private long loadAlone(String name) throws SQLException, IOException {
        long startNanos = System.nanoTime();
        begin();
        boolean isDone = false;
        try {
            if (isLoaded(name)) {
                meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_SKIPPED);
                return 0;
            }
            Counts counts = stage(name);
            long merged = merge(counts.rows());
            note(name, counts, merged);
            execute("commit");
            isDone = true;
            count(counts, merged, System.nanoTime() - startNanos);
            return counts.rows();
        } finally {
            if (!isDone) {
                execute("rollback");
            }
        }
    }

    /** The objects of the directory that are not loaded, in the order of their names. */
    List<String> missing() throws SQLException, IOException {
        begin();
        try {
            find();
            return notLoaded();
        } finally {
            execute("rollback");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void find() throws SQLException, IOException {
        try (DuckDBAppender found = connection.createAppender("temp", "main", "found");
                Stream<Path> files = Files.walk(objects)) {
            Iterator<String> names = files.filter(file -> file.toString().endsWith(OBJECT_SUFFIX))
                    .map(file -> objects.relativize(file).toString())
                    .iterator();
            while (names.hasNext()) {
                found.beginRow();
                found.append(names.next());
                found.endRow();
            }
        }
    }

    private List<String> notLoaded() throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Tables.MISSING)) {
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
        }
        return missing;
    }

    /** Said in SQL: what fills a table belongs to the open transaction, and JDBC's automatic one opens only at the next statement. */
    private void begin() throws SQLException {
        execute("begin transaction");
    }

    private void execute(String sql) throws SQLException {
        Database.execute(connection, List.of(sql));
    }

    private boolean isLoaded(String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select 1 from loaded_objects where name = ?")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    private record Counts(long rows, long refused) {}

    private Counts stage(String name) throws SQLException, IOException {
        long rows = 0;
        long refused = 0;
        try (InputStream file = Files.newInputStream(objects.resolve(name));
                DuckDBAppender staging = connection.createAppender("temp", "main", "staging");
                DuckDBAppender refusals = connection.createAppender("main", "refused_rows");
                ParsedLines lines = new ParsedLines(file)) {
            for (List<ParsedLine> batch = lines.next(); !batch.isEmpty(); batch = lines.next()) {
                for (ParsedLine line : batch) {
                    if (line.isRow()) {
                        append(line, staging);
                        rows++;
                    } else {
                        refuse(refusals, name, line);
                        refused++;
                    }
                }
            }
        }
        return new Counts(rows, refused);
    }

    private long merge(long rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Tables.FILL_BATCH);
            long merged = statement.executeLargeUpdate(Tables.MERGE);
            if (merged < rows) {
                statement.execute(Tables.MERGE_AWAY);
            }
            statement.execute(Tables.COUNT);
            for (String sql : Tables.EMPTY_STAGING) {
                statement.execute(sql);
            }
            return merged;
        }
    }

    private void note(String name, Counts counts, long merged) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into loaded_objects values (?, ?, ?, ?, ?)")) {
            insert.setString(1, name);
            insert.setLong(2, counts.rows());
            insert.setLong(3, merged);
            insert.setLong(4, counts.refused());
            insert.setObject(5, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private static void append(ParsedLine line, DuckDBAppender staging) throws SQLException {
        staging.beginRow();
        for (EventColumn column : COLUMNS) {
            Object value = line.values()[column.ordinal()];
            if (value == null) {
                staging.appendNull();
            } else {
                switch (column.kind()) {
                    case TEXT, JSON -> staging.append((String) value);
                    case TIME -> staging.appendEpochMicros((Long) value);
                    case LONG -> staging.append((long) (Long) value);
                    case DECIMAL -> staging.append((BigDecimal) value);
                    case FLAG -> staging.append((boolean) (Boolean) value);
                }
            }
        }
        staging.endRow();
    }

    private static void refuse(DuckDBAppender refusals, String name, ParsedLine line) throws SQLException {
        refusals.beginRow();
        refusals.append(name).append(line.number()).append(line.text()).append(line.refusal());
        refusals.endRow();
    }

    private void count(Counts counts, long merged, long nanos) {
        meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED);
        meters.add(StandaloneMeter.WAREHOUSE_ROWS_LOADED, counts.rows());
        meters.add(StandaloneMeter.WAREHOUSE_ROWS_MERGED, merged);
        meters.add(StandaloneMeter.WAREHOUSE_ROWS_REFUSED, counts.refused());
        meters.recordNanos(StandaloneMeter.WAREHOUSE_LOAD_NANOS, nanos);
    }
}

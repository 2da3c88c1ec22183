package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.LongStream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads objects, each exactly once: rows, ledger and the objects' names in {@code loaded_objects} are one transaction,
 * so a death at any point leaves an object loaded whole or not at all.
 *
 * <p>The steps are those of the Redshift load: stage the rows, pick the first of each identity by its place in the raw log, insert those
 * that the table does not have, empty the staging table; {@link FreshRows} leaves out all but the insert where nothing can be merged. {@code events} has no unique index on
 * {@code dedup_id}: only this class writes the table, with {@link Identities} beside it, and the index made a load of 1,000,000 rows slower by a quarter and the file three
 * times as large (65 to 210 MB). Objects that wait together are loaded together, the quick way ({@link BulkRows}); when some line of them is not plain, one after the other,
 * line by line ({@link CheckedRows}).
 *
 * <p>Threads: one, the owner's. Several loaders load one after the other. Failure: an object of which a line is no row, or which is damaged, is refused as
 * a whole, as COPY with MAXERROR 0 does, and the others load. Anything else rolls back and is thrown.
 */
final class ObjectLoader implements Copy, Trials.Account, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectLoader.class);

    private final Meters meters;
    private final DuckDBConnection connection;
    private final Pieces pieces;
    private final FreshRows fresh;
    private final BulkRows bulk;
    private final CheckedRows checked;
    private final LoadedObjects loadedObjects;
    private final LoadErrors errors;
    private final Lock loadLock;

    /** As the last load was, since what comes again comes together: what is not fresh would be inserted and rolled back. */
    private boolean isFreshExpected = true;

    /** Of the last try of the quick way: so many were taken in. */
    private int gathered;

    ObjectLoader(Database database, Path objects, InstantSource clock, Meters meters) throws SQLException {
        this.meters = meters;
        this.connection = database.connect();
        this.pieces = new Pieces(connection, objects);
        this.fresh = new FreshRows(connection, database.plainObjects(), objects);
        this.bulk = new BulkRows(connection);
        this.checked = new CheckedRows(connection, objects);
        this.loadedObjects = new LoadedObjects(connection, objects, clock);
        this.loadLock = database.loadLock();
        this.errors = new LoadErrors(connection, loadLock, clock);
        Database.execute(connection, Tables.TEMPORARY_DDL);
        Database.execute(connection, Pieces.DDL);
    }

    /**
     * Loads those of the objects that were not loaded before; when another loads, after it. Answers the rows that came in them now. An object that cannot
     * be read does not keep the others: the first such failure is thrown after them.
     */
    @Override
    public long load(List<String> names) throws SQLException, IOException {
        loadLock.lock();
        try {
            List<String> left = loadedObjects.without(names);
            meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_SKIPPED, names.size() - left.size());
            long rows = 0;
            IOException failure = null;
            while (!left.isEmpty()) {
                int done = 1;
                try {
                    Loaded loaded = loadSome(left);
                    rows += loaded.rows();
                    done = loaded.objects();
                } catch (IOException e) { // of the first, which was tried alone
                    failure = failure == null ? e : failure;
                }
                left = left.subList(done, left.size());
            }
            if (failure != null) {
                throw failure;
            }
            return rows;
        } finally {
            loadLock.unlock();
        }
    }

    /** The objects of the directory that are not loaded, in the order of their names. */
    List<String> missing() throws SQLException, IOException {
        begin();
        try {
            return loadedObjects.missing();
        } finally {
            execute("rollback");
        }
    }

    @Override
    public void note(String object, Exception why) throws SQLException {
        errors.note(object, why);
    }

    @Override
    public boolean answers() {
        try {
            execute("select 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** @param objects how many, from the first on */
    private record Loaded(int objects, long rows, long merged) {

        static final Loaded NOTHING = new Loaded(0, 0, 0);
    }

    /** The first of these, one at least; what is thrown is of that one. */
    private Loaded loadSome(List<String> names) throws SQLException, IOException {
        Loaded quick = isFreshExpected ? quickly(() -> loadFresh(names)) : Loaded.NOTHING;
        if (quick.objects() == 0) {
            quick = quickly(() -> loadGathered(names));
            isFreshExpected = quick.merged() == quick.rows();
        }
        if (quick.objects() > 0) {
            return quick;
        }
        meters.add(StandaloneMeter.WAREHOUSE_LOADS_NOT_PLAIN);
        if (names.size() > 1) {
            // So that few pay for the one that is not plain.
            return loadSome(names.subList(0, Math.max(1, Math.min(gathered, names.size()) / 2)));
        }
        return inTransaction(() -> {
            checked.stage(names.get(0));
            return merge(names);
        });
    }

    /** Of none when they cannot be loaded this way. */
    private Loaded quickly(Work work) {
        try {
            return inTransaction(work);
        } catch (SQLException | IOException e) {
            LOG.debug("objects are loaded a longer way", e);
            return Loaded.NOTHING;
        }
    }

    private Loaded loadFresh(List<String> names) throws SQLException {
        long[] rows = fresh.load(names);
        if (rows.length == 0) {
            return Loaded.NOTHING;
        }
        loadedObjects.add(names.subList(0, rows.length), rows, rows);
        return new Loaded(rows.length, sum(rows), sum(rows));
    }

    private Loaded loadGathered(List<String> names) throws SQLException, IOException {
        gathered = names.size();
        int taken = pieces.gather(names);
        if (taken == 0) {
            return Loaded.NOTHING;
        }
        gathered = taken;
        if (!bulk.stage()) {
            return Loaded.NOTHING;
        }
        pieces.empty();
        return merge(names.subList(0, taken));
    }

    @FunctionalInterface
    private interface Work {
        Loaded run() throws SQLException, IOException;
    }

    /** What has loaded nothing leaves nothing behind. */
    private Loaded inTransaction(Work work) throws SQLException, IOException {
        long startNanos = System.nanoTime();
        begin();
        try {
            Loaded loaded = work.run();
            if (loaded.objects() > 0) {
                execute("commit");
                count(loaded, System.nanoTime() - startNanos);
            } else {
                execute("rollback");
            }
            return loaded;
        } catch (SQLException | IOException | RuntimeException | Error e) {
            try {
                execute("rollback");
            } catch (SQLException gone) {
                e.addSuppressed(gone); // as after a commit that failed, which leaves no transaction
            }
            throw e;
        }
    }

    /** Said in SQL: what fills a table belongs to the open transaction, and JDBC's automatic one opens only at the next statement. */
    private void begin() throws SQLException {
        execute("begin transaction");
    }

    private void execute(String sql) throws SQLException {
        Database.execute(connection, List.of(sql));
    }

    private Loaded merge(List<String> names) throws SQLException {
        long[] rows = new long[names.size()];
        long[] merged = new long[names.size()];
        try (Statement statement = connection.createStatement()) {
            statement.execute(Identities.FILL_KNOWN);
            statement.execute(Tables.FILL_BATCH);
            statement.execute(Tables.MERGE);
            statement.execute(Identities.ADD_BATCH);
            try (ResultSet counts = statement.executeQuery(Tables.COUNT_OBJECTS)) {
                while (counts.next()) {
                    rows[counts.getInt(1)] = counts.getLong(2);
                    merged[counts.getInt(1)] = counts.getLong(3);
                }
            }
            if (sum(merged) < sum(rows)) {
                statement.execute(Tables.MERGE_AWAY);
            }
            statement.execute(Tables.COUNT);
        }
        Database.execute(connection, Tables.EMPTY_STAGING);
        loadedObjects.add(names, rows, merged);
        return new Loaded(names.size(), sum(rows), sum(merged));
    }

    private void count(Loaded loaded, long nanos) {
        meters.add(StandaloneMeter.WAREHOUSE_ROWS_LOADED, loaded.rows());
        meters.add(StandaloneMeter.WAREHOUSE_ROWS_MERGED, loaded.merged());
        meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED, loaded.objects());
        meters.recordNanos(StandaloneMeter.WAREHOUSE_LOAD_NANOS, nanos);
    }

    private static long sum(long[] counts) {
        return LongStream.of(counts).sum();
    }
}

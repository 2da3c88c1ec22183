package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local warehouse: {@code events} with one row per {@code dedup_id}, {@code ledger}, {@code load_errors},
 * {@code merged_away}, {@code redrives} and {@code loaded_objects} in one DuckDB file that this process alone has open.
 *
 * <p>Opening loads every object that stands in the directory and was not loaded. Threads: any may announce and ask; one of its own
 * loads. Closing loads what was announced, cancels queries, and writes the log into the file; a death instead loses nothing, because a
 * load is one transaction that DuckDB has synced before it is counted.
 */
public final class Warehouse implements AutoCloseable {

    /** Two months of one pixel, or a day of 70. */
    static final int LEDGER_ROWS_MAX = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Warehouse.class);

    private final Database database;
    private final QueryRunner queries;
    private final Export export;
    private final Loading loading;
    private final WarehouseConfig config;
    private final InstantSource clock;
    private final Meters meters;

    /**
     * Of which nobody wants to know when it loads no more.
     *
     * @throws IllegalStateException when the file cannot be opened, as when another process has it
     */
    public Warehouse(WarehouseConfig config, InstantSource clock, Meters meters) {
        this(config, UnaryOperator.identity(), clock, meters, why -> {});
    }

    /**
     * Opens the file and begins to load.
     *
     * @param around what stands between this and the loading of objects, as a script of faults
     * @param whenDead told why when nothing is loaded any more though this was not closed; on any thread; it must not block
     * @throws IllegalStateException when the file cannot be opened, as when another process has it
     */
    public Warehouse(
            WarehouseConfig config,
            UnaryOperator<Copy> around,
            InstantSource clock,
            Meters meters,
            Consumer<String> whenDead) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        try {
            Files.createDirectories(config.objects());
            database = new Database(config);
            loading = new Loading(database, config, around, clock, meters, whenDead);
        } catch (IOException e) {
            throw new UncheckedIOException("the warehouse in " + config.directory() + " cannot be made", e);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the warehouse in " + config.directory() + " cannot be opened: " + e.getMessage(), e);
        }
        queries = new QueryRunner(database, config);
        export = new Export(database);
    }

    /** Says that an object of this name, relative to the objects' directory, is there; it will be loaded soon. Does not block. */
    public void announce(String object) {
        loading.announce(object);
    }

    /** Answers one statement that reads; on the caller's thread, for at most the configured time. */
    public QueryResult query(String sql) throws RefusedQueryException {
        try {
            QueryResult result = queries.run(sql);
            meters.add(StandaloneMeter.QUERIES_ANSWERED);
            return result;
        } catch (RefusedQueryException e) {
            meters.add(StandaloneMeter.QUERIES_REFUSED);
            throw e;
        }
    }

    /** All counts, at most the newest {@value #LEDGER_ROWS_MAX}, oldest first. */
    List<LedgerCount> ledger() throws RefusedQueryException {
        return ledger(LedgerRange.ALL, LEDGER_ROWS_MAX).counts();
    }

    /** The newest {@value #LEDGER_ROWS_MAX} counts of those asked for. */
    public LedgerAnswer ledger(LedgerRange range) throws RefusedQueryException {
        return ledger(range, LEDGER_ROWS_MAX);
    }

    LedgerAnswer ledger(LedgerRange range, int rowsMax) throws RefusedQueryException {
        int asked = rowsMax + 1; // the one more says whether there are more
        QueryResult result = queries.run(
                "select * from (select pixel_id, epoch_ms(minute) // 60000 as minutes, loaded, merged, merged_away"
                        + " from ledger where " + range.condition() + " order by minutes desc, pixel_id limit " + asked
                        + ") order by minutes, pixel_id",
                asked);
        List<LedgerCount> counts = new ArrayList<>(result.rows().size());
        for (List<@Nullable Object> row : result.rows()) {
            counts.add(new LedgerCount(
                    String.valueOf(row.get(0)), number(row, 1), number(row, 2), number(row, 3), number(row, 4)));
        }
        boolean isCut = counts.size() > rowsMax;
        return new LedgerAnswer(isCut ? counts.subList(1, counts.size()) : counts, isCut);
    }

    /**
     * Epoch milliseconds at or before the announcement of the oldest object that is not loaded; {@code Long.MAX_VALUE} when none waits, 0
     * when that is not known.
     */
    public long waitingSinceMs() {
        return loading.waitingSinceMs();
    }

    /** Manifests of batches that were given up and not re-driven since. */
    public List<String> givenUp() throws RefusedQueryException {
        try (DuckDBConnection connection = database.connect()) {
            return redriveOf(connection).waiting();
        } catch (SQLException | IOException e) {
            throw new RefusedQueryException("the manifests cannot be read: " + e.getMessage());
        }
    }

    /** Loads what was given up, on the caller's thread; as often as one likes, and beside another. */
    public Redriven redrive() throws RefusedQueryException {
        try (DuckDBConnection connection = database.connect();
                ObjectLoader loader = new ObjectLoader(database, config.objects(), clock, meters)) {
            Redriven redriven = redriveOf(connection).run(loader);
            meters.add(StandaloneMeter.WAREHOUSE_MANIFESTS_REDRIVEN, redriven.manifests());
            return redriven;
        } catch (SQLException | IOException e) {
            throw new RefusedQueryException("what was given up cannot be loaded: " + e.getMessage());
        }
    }

    /** Writes a table or view into a file, which the caller closes. */
    Export.Exported export(String table, Export.Format format) throws RefusedQueryException, IOException {
        return export.write(table, format);
    }

    private Redrive redriveOf(DuckDBConnection connection) {
        return new Redrive(connection, database.loadLock(), config.objects(), clock);
    }

    private static long number(List<@Nullable Object> row, int column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void close() {
        try {
            queries.close();
        } finally {
            try {
                loading.close();
            } finally {
                closeDatabase();
            }
        }
    }

    private void closeDatabase() {
        try {
            database.close();
        } catch (SQLException e) {
            LOG.error("the warehouse could not be closed in order; the next start replays its log", e);
        }
    }
}

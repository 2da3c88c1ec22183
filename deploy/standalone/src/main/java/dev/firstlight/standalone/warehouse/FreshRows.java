package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The shortest way, for what nearly all loads are: plain lines ({@link PlainRow}) of identities that the warehouse does not have, each once. Then nothing is to be merged, and objects become rows
 * of {@code events} by one statement that reads them as a table ({@link PlainObjects}). A test holds that all ways make the same of the same lines.
 *
 * <p>Whether the identities are new is asked when the rows are in: what was inserted is rolled back if not. Threads: one, the owner's, within its open transaction, and DuckDB's.
 */
final class FreshRows {

    static final String TEMPORARY_DDL = "create temp table fresh (identity_key uuid)";

    private static final List<String> EMPTY = List.of("delete from fresh");

    private static final String INSERT = "insert into events (" + Tables.COLUMNS + ") select "
            + Stream.of(EventColumn.values()).map(FreshRows::value).collect(Collectors.joining(", ")) + " from ";

    /**
     * What this transaction has inserted: DuckDB numbers rows that are not committed from here on (MAX_ROW_ID in its row_id.hpp) and leaves out
     * all that is committed without reading it. Should it cease to, the count differs and the load goes the longer way.
     */
    private static final String OURS = " from events where rowid >= 36028797018960000";

    private static final String FILL = "insert into fresh select dedup_id::uuid" + OURS;

    private static final String ARE_FRESH = "select count(*) = count(distinct identity_key) and not exists"
            + " (select 1 from identity_keys where identity_key in (select identity_key from fresh)) from fresh";

    private static final String COUNT = "insert into ledger_counts (pixel_id, minute, loaded, merged)"
            + " select pixel_id, date_trunc('minute', received_at), count(*), count(*)" + OURS + " group by all"
            + " on conflict do update set loaded = loaded + excluded.loaded, merged = merged + excluded.merged";

    private static final String ADD_KEYS = "insert into identity_keys select identity_key from fresh";

    private final DuckDBConnection connection;
    private final PlainObjects plain;
    private final Path objects;

    FreshRows(DuckDBConnection connection, PlainObjects plain, Path objects) {
        this.connection = connection;
        this.plain = plain;
        this.objects = objects;
    }

    /**
     * Loads the first of these objects, one at least, and answers the rows of each that was loaded. None when some of it may not be new.
     *
     * @throws SQLException also when an object is damaged or a line is not plain; then, and when nothing is answered, the transaction is to be rolled back
     */
    long[] load(List<String> names) throws SQLException {
        try (Statement statement = connection.createStatement();
                PlainObjects.Reading reading = plain.open(objects, names)) {
            statement.execute(INSERT + reading.table());
            long[] rows = reading.rows();
            long lines = LongStream.of(rows).sum();
            long inserted = statement.executeUpdate(FILL);
            if (inserted != lines) {
                throw new SQLException(lines + " lines became " + inserted + " rows that can be found");
            }
            if (!isTrue(statement, ARE_FRESH)) {
                return new long[0];
            }
            statement.execute(COUNT);
            statement.execute(ADD_KEYS);
            Database.execute(connection, EMPTY);
            return rows;
        }
    }

    /** Of the value that a plain row has. */
    private static String value(EventColumn column) {
        String name = '"' + column.columnName() + '"';
        return switch (column.kind()) {
            case TEXT, LONG, FLAG -> name;
            case TIME -> "make_timestamp(" + name + " * 1000)";
            case DECIMAL, JSON -> name + "::" + column.duckdbType();
        };
    }

    private static boolean isTrue(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}

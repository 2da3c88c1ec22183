package dev.firstlight.standalone.warehouse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * The shortest way, for what nearly all loads are: identities that the warehouse does not have, each once. Then nothing is to be merged, and lines become rows of {@code events} by
 * one statement, without {@code staging} (17 µs of processor time a row in place of 21, in a scratch program). A test holds that both ways make the same of the same lines.
 *
 * <p>An identity is read off a line's beginning, since {@code dedup_id} has the first position; a line that does not begin with 32 hexadecimal digits
 * in quotes sends all to {@code staging}. Threads: one, the owner's, within its open transaction.
 */
final class FreshRows {

    static final String TEMPORARY_DDL = "create temp table fresh (object integer, identity_key uuid)";

    private static final List<String> EMPTY = List.of("delete from fresh");

    private static final String FILL =
            "insert into fresh select object, try_cast(case when left(line, 2) = '[\"' and substr(line, 35, 2) = '\",'"
                    + " then substr(line, 3, 32) end as uuid) from (" + Pieces.lines(Pieces.LINE + " as line") + ")";

    /** A line without a key counts as a row and as no key. */
    private static final String ARE_FRESH = "select count(*) = count(distinct identity_key) and not exists"
            + " (select 1 from identity_keys where identity_key in (select identity_key from fresh)) from fresh";

    private static final String INSERT = "insert into events (" + Tables.COLUMNS + ") select " + BulkRows.VALUES
            + " from " + BulkRows.TEXTS + " where case when " + BulkRows.ODD
            + " then error('a value does not fit its column') else true end";

    /**
     * What this transaction has inserted: DuckDB numbers rows that are not committed from here on (MAX_ROW_ID in its row_id.hpp) and leaves out
     * all that is committed without reading it. Should it cease to, the count differs and the load goes the longer way.
     */
    private static final String OURS = " from events where rowid >= 36028797018960000";

    private static final String COUNT_OURS = "select count(*)" + OURS;

    private static final String COUNT = "insert into ledger_counts (pixel_id, minute, loaded, merged)"
            + " select pixel_id, date_trunc('minute', received_at), count(*), count(*)" + OURS + " group by all"
            + " on conflict do update set loaded = loaded + excluded.loaded, merged = merged + excluded.merged";

    private static final String COUNT_OBJECTS = "select object, count(*) from fresh group by object";

    private static final String ADD_KEYS = "insert into identity_keys select identity_key from fresh";

    private final DuckDBConnection connection;

    FreshRows(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * Loads what was gathered and answers the rows of each object; empty when some of it may not be new, and then nothing was done.
     *
     * @throws SQLException also when a line is no row; the transaction is to be rolled back then
     */
    long[] load(int objects) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long lines = statement.executeUpdate(FILL);
            if (!isTrue(statement, ARE_FRESH)) {
                Database.execute(connection, EMPTY);
                return new long[0];
            }
            statement.execute(INSERT);
            long inserted = number(statement, COUNT_OURS);
            if (inserted != lines) {
                throw new SQLException(lines + " lines became " + inserted + " rows that can be found");
            }
            statement.execute(COUNT);
            statement.execute(ADD_KEYS);
            long[] rows = rowsOf(statement, objects);
            Database.execute(connection, EMPTY);
            return rows;
        }
    }

    private static long[] rowsOf(Statement statement, int objects) throws SQLException {
        long[] rows = new long[objects];
        try (ResultSet counts = statement.executeQuery(COUNT_OBJECTS)) {
            while (counts.next()) {
                rows[counts.getInt(1)] = counts.getLong(2);
            }
        }
        return rows;
    }

    private static boolean isTrue(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }
}

package dev.firstlight.standalone.warehouse;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Answers SQL that came from outside: one statement, which reads, within bounds.
 *
 * <p>Three walls, each enough against writing: DuckDB's own parser, since a query runs inside {@code select … from query(…)}, which takes
 * one SELECT (or DESCRIBE, SHOW, SUMMARIZE, VALUES) and nothing else; a read-only transaction; and the locked settings of
 * {@link Database}, which leave no file and no network. EXPLAIN is taken off first and what it explains must pass the same parser.
 *
 * <p>Threads: the callers', {@value #RUNNING_MAX} at a time, each on a connection of its own, so that loads go on beside them. Bounds: rows,
 * time, characters of the answer; memory and threads are the database's. Closing cancels what runs.
 *
 * <p>What neither the time nor closing can cut short is the planning of a query, and with it what DuckDB works out beforehand, as a function of constants: its driver
 * holds the connection's lock while it prepares, and cancelling waits for the same lock (duckdb_jdbc 2.0.0.1, {@code DuckDBPreparedStatement.prepare} and {@code cancel}).
 * So both are asked after each plan, and a query that is late then, or after the end, is not begun.
 */
final class QueryRunner implements AutoCloseable {

    static final int RUNNING_MAX = 4;

    /** An answer is held in memory as a whole. */
    static final long ANSWER_CHARS_MAX = 32L * 1024 * 1024;

    private static final String STOPPING = "the warehouse is stopping";
    private static final long STOP_ROUND_MS = 100;
    private static final int STOP_ROUNDS = 50;
    private static final Pattern EXPLAIN =
            Pattern.compile("\\s*explain\\s+(analyze\\s+)?(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern WRAPPER = Pattern.compile("\\s*LINE \\d+: select columns.*", Pattern.DOTALL);

    private final Database database;
    private final WarehouseConfig config;
    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(RUNNING_MAX);
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    QueryRunner(Database database, WarehouseConfig config) {
        this(database, config, System::nanoTime);
    }

    QueryRunner(Database database, WarehouseConfig config, LongSupplier nanoTime) {
        this.database = database;
        this.config = config;
        this.nanoTime = nanoTime;
    }

    QueryResult run(String sql) throws RefusedQueryException {
        return run(sql, config.queryRowsMax());
    }

    /** As {@link #run(String)}, for our own questions, whose answers may have more rows. */
    QueryResult run(String sql, int rowsMax) throws RefusedQueryException {
        if (closed || !places.tryAcquire()) {
            throw new RefusedQueryException(closed ? STOPPING : RUNNING_MAX + " queries are running; ask again");
        }
        try (DuckDBConnection connection = database.connect()) {
            Database.execute(connection, List.of("begin transaction read only"));
            return answer(connection, sql, rowsMax);
        } catch (SQLTimeoutException e) {
            throw new RefusedQueryException(
                    "the query took longer than " + config.queryTimeMax().toSeconds() + " s and was given up");
        } catch (SQLException e) {
            throw new RefusedQueryException(reason(e));
        } finally {
            places.release();
        }
    }

    /** Cancels more than once: a query that was about to begin does not hear the first time. */
    @Override
    public void close() {
        closed = true;
        SQLException uncancelled = null;
        try {
            for (int round = 0; round < STOP_ROUNDS; round++) {
                for (Statement statement : running) {
                    SQLException failed = cancel(statement);
                    uncancelled = failed == null ? uncancelled : failed;
                }
                if (places.tryAcquire(RUNNING_MAX, STOP_ROUND_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            throw new IllegalStateException("a query does not end", uncancelled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What kept a query from being cancelled, or nothing. One that has ended by itself meanwhile is closed: whether it has, its place tells. */
    static @Nullable SQLException cancel(Statement statement) {
        try {
            statement.cancel();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    private QueryResult answer(DuckDBConnection connection, String sql, int rowsMax)
            throws SQLException, RefusedQueryException {
        long untilNanos = nanoTime.getAsLong() + config.queryTimeMax().toNanos();
        Matcher explain = EXPLAIN.matcher(sql);
        String select = explain.matches() ? explain.group(2) : sql;
        String wrapped = "select columns(*)::varchar from query(" + literal(select) + ") limit " + (rowsMax + 1L);
        try (PreparedStatement limited = connection.prepareStatement(wrapped)) {
            // From here on the parser has said that it is one statement that reads.
            int unused = secondsLeft(untilNanos);
            if (!explain.matches()) {
                return read(limited, columns(connection, select), rowsMax, untilNanos);
            }
        }
        try (PreparedStatement explaining = connection.prepareStatement(sql)) {
            return read(explaining, columns(explaining.getMetaData()), rowsMax, untilNanos);
        }
    }

    /** Rounded up: DuckDB knows whole seconds. */
    private int secondsLeft(long untilNanos) throws SQLTimeoutException, RefusedQueryException {
        if (closed) {
            throw new RefusedQueryException(STOPPING);
        }
        long leftNanos = untilNanos - nanoTime.getAsLong();
        if (leftNanos <= 0) {
            throw new SQLTimeoutException("planned for too long");
        }
        return (int) TimeUnit.NANOSECONDS.toSeconds(leftNanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    /** A literal of standard SQL knows one special character. DuckDB's parser ends a text at NUL, so there must be none. */
    private static String literal(String text) throws RefusedQueryException {
        if (text.indexOf('\0') >= 0) {
            throw new RefusedQueryException("a query has no NUL in it");
        }
        return "'" + text.replace("'", "''") + "'";
    }

    /** Names and types as the query gives them; the wrapper would number names that occur twice, and makes texts of all values. */
    private static List<Column> columns(DuckDBConnection connection, String select) throws SQLException {
        try (PreparedStatement plain = connection.prepareStatement(select)) {
            return columns(plain.getMetaData());
        }
    }

    private static List<Column> columns(ResultSetMetaData meta) throws SQLException {
        List<Column> columns = new ArrayList<>(meta.getColumnCount());
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), meta.getColumnTypeName(i)));
        }
        return columns;
    }

    /** Among those that run before it is asked whether this is closed: whoever closes sees it, or is seen here. */
    private QueryResult read(PreparedStatement statement, List<Column> columns, int rowsMax, long untilNanos)
            throws SQLException, RefusedQueryException {
        running.add(statement);
        try {
            statement.setQueryTimeout(secondsLeft(untilNanos));
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows, columns, rowsMax);
            }
        } finally {
            running.remove(statement);
        }
    }

    private static QueryResult read(ResultSet rows, List<Column> columns, int rowsMax)
            throws SQLException, RefusedQueryException {
        List<String> names = columns.stream().map(Column::name).toList();
        List<List<@Nullable Object>> read = new ArrayList<>();
        long chars = 0;
        while (rows.next()) {
            if (read.size() == rowsMax) {
                return new QueryResult(names, read, true);
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                String text = rows.getString(i + 1);
                chars += text == null ? 4 : text.length();
                row.add(text == null ? null : columns.get(i).value(text));
            }
            if (chars > ANSWER_CHARS_MAX) {
                throw new RefusedQueryException("the answer is larger than " + ANSWER_CHARS_MAX + " characters");
            }
            read.add(row);
        }
        return new QueryResult(names, read, false);
    }

    private static String reason(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Expected a single SELECT statement")
                ? "one statement that reads is answered here: SELECT, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN of these"
                : WRAPPER.matcher(message).replaceFirst("");
    }
}

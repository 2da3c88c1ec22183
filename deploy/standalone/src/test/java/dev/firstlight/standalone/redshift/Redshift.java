package dev.firstlight.standalone.redshift;

import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;

/**
 * The SQL of deploy/redshift in a DuckDB. Only what DuckDB has no word for is taken out or put in other words, all of it in
 * {@link #dialect}; the statements of the load run as they stand, but for LOCK. There is no primary key, as Redshift enforces none.
 */
final class Redshift implements AutoCloseable {

    static final Path FOLDER = Path.of("..", "redshift");
    static final Path MIGRATIONS = FOLDER.resolve("migrations");

    private static final Pattern PROCEDURE = Pattern.compile(
            "CREATE OR REPLACE PROCEDURE firstlight\\.load_events\\(\\) AS \\$\\$\\s*BEGIN(.*?)END;\\s*\\$\\$",
            Pattern.DOTALL);

    private final DuckDBConnection connection;

    Redshift(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:" + file).unwrap(DuckDBConnection.class);
        run(connection, "create or replace macro getdate() as current_timestamp::timestamp");
    }

    /** As {@code 0001-} and {@code 0002-} make it; views of SUPER and procedures about COPY have no place here. */
    Redshift migrated() throws SQLException, IOException {
        migrate(Files.readString(MIGRATIONS.resolve("0001-events.sql")));
        migrate(Files.readString(MIGRATIONS.resolve("0002-load.sql")));
        return this;
    }

    void migrate(String sql) throws SQLException {
        for (String statement : statements(sql.replaceAll("(?s)CREATE OR REPLACE PROCEDURE.*?SECURITY DEFINER;", ""))) {
            String spoken = dialect(statement);
            if (!spoken.isEmpty()) {
                run(connection, spoken);
            }
        }
    }

    /** The newest load of the migrations that stand in the folder. */
    static List<String> load() throws IOException {
        String newest = "";
        for (Path file : new Migrations(MIGRATIONS).files()) {
            Matcher procedure = PROCEDURE.matcher(Files.readString(file));
            while (procedure.find()) {
                newest = procedure.group(1);
            }
        }
        return load(newest);
    }

    static List<String> load(String body) {
        return statements(body).stream().filter(sql -> !sql.startsWith("LOCK")).toList();
    }

    static String bodyOf(String sql) {
        Matcher procedure = PROCEDURE.matcher(sql);
        if (!procedure.find()) {
            throw new AssertionError("no load in it");
        }
        return procedure.group(1);
    }

    /** A statement ends where its line does; notes have semicolons within. */
    static List<String> statements(String sql) {
        return Arrays.stream(sql.replaceAll("(?m)^ *--.*$", "").split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** One call of the procedure: one transaction. */
    static void call(Connection connection, List<String> load) throws SQLException {
        run(connection, "begin transaction");
        try {
            for (String sql : load) {
                run(connection, sql);
            }
            run(connection, "commit");
        } catch (SQLException e) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("rollback");
            } catch (SQLException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(sql + "\n" + e.getMessage(), e);
        }
    }

    /** As COPY with JSON 'auto' does: members that no column is named for are skipped. */
    void copy(Map<String, Object> row) throws SQLException {
        Set<String> known = columns("events_staging");
        List<String> names = row.keySet().stream().filter(known::contains).toList();
        String quoted =
                String.join(", ", names.stream().map(name -> '"' + name + '"').toList());
        String sql = "insert into firstlight.events_staging (" + quoted + ") values ("
                + String.join(", ", names.stream().map(name -> "?").toList()) + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < names.size(); i++) {
                insert.setObject(i + 1, row.get(names.get(i)));
            }
            insert.executeUpdate();
        }
    }

    Set<String> columns(String table) throws SQLException {
        Set<String> columns = new TreeSet<>();
        for (List<String> row :
                rows("select column_name from information_schema.columns where table_schema = 'firstlight'"
                        + " and table_name = '" + table + "'")) {
            columns.add(row.get(0));
        }
        return columns;
    }

    List<List<String>> rows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** A cell of one row. */
    String one(String sql) throws SQLException {
        return rows(sql).get(0).get(0);
    }

    DuckDBConnection connection() {
        return connection;
    }

    DuckDBConnection another() throws SQLException {
        return connection.duplicate();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Spread, sorting and encodings are Redshift's own; SUPER is JSON; a LOCK is a moment of peace that DuckDB has without. */
    private static String dialect(String statement) {
        if (statement.startsWith("LOCK")) {
            return "";
        }
        String spoken = statement
                .replaceAll(" ENCODE [A-Z0-9]+", "")
                .replaceAll("\\s*(DISTSTYLE [A-Z]+|DISTKEY \\([a-z_]+\\)|SORTKEY \\([a-z_]+\\))", "")
                .replaceAll(" NOT NULL", "")
                .replaceAll(",\\s*PRIMARY KEY \\(dedup_id\\)", "")
                .replaceAll("\\bSUPER\\b", "JSON");
        return spoken.replaceAll(
                "(?s)CREATE TABLE (\\S+) \\(LIKE (\\S+)\\)", "CREATE TABLE $1 AS SELECT * FROM $2 LIMIT 0");
    }

    /** A row that identifies {@code id}, from one place in the raw log. */
    static Map<String, Object> row(String id, String pixel, String receivedAt, long offset) {
        Map<String, Object> row = new java.util.LinkedHashMap<>();
        row.put(EventColumn.DEDUP_ID.columnName(), id);
        row.put(EventColumn.PIXEL_ID.columnName(), pixel);
        row.put(EventColumn.TYPE.columnName(), "t" + offset);
        row.put(EventColumn.RECEIVED_AT.columnName(), java.sql.Timestamp.valueOf(receivedAt));
        row.put(EventColumn.RAW_PARTITION.columnName(), 0L);
        row.put(EventColumn.RAW_OFFSET.columnName(), offset);
        row.put(EventColumn.RAW_INDEX.columnName(), 0L);
        return row;
    }
}

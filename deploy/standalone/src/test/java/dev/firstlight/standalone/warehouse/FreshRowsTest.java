package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its own check of counts: that it finds again exactly what it has inserted, by what DuckDB numbers those rows. */
final class FreshRowsTest {

    @TempDir
    Path directory;

    private Database database;
    private DuckDBConnection connection;
    private FreshRows fresh;

    @BeforeEach
    void open() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        objects.write("a.gz", BulkRowsTest.wide(1, 10), BulkRowsTest.wide(2, 10));
        objects.write("b.gz", BulkRowsTest.wide(3, 10));
        database = new Database(
                new WarehouseConfig(directory.resolve("warehouse"), objects.directory(), Duration.ofSeconds(1)));
        connection = database.connect();
        Database.execute(connection, Tables.TEMPORARY_DDL);
        fresh = new FreshRows(connection, database.plainObjects(), objects.directory());
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        database.close();
    }

    /** Rows that the transaction has from elsewhere, as if DuckDB numbered other rows like its own. */
    @Test
    void shouldFailWhenItFindsOtherRowsThanItHasInserted() throws Exception {
        load("a.gz");

        execute("begin transaction");
        execute("insert into events (dedup_id, pixel_id) values ('" + "f".repeat(32) + "', 'shop')");
        assertThatThrownBy(() -> fresh.load(List.of("b.gz")))
                .isInstanceOf(SQLException.class)
                .hasMessage("1 lines became 2 rows that can be found");
        execute("rollback");

        for (String table : List.of("events", "identity_keys", "(select unnest(range(loaded)) from ledger_counts)")) {
            assertThat(count(table)).as(table).isEqualTo(2);
        }
        assertThat(count("fresh")).isZero();
        load("b.gz");
        assertThat(count("events")).isEqualTo(3);
    }

    /** Rows that are committed are not its own, whoever committed them. */
    @Test
    void shouldFindItsOwnRowsAloneBesideThoseThatAreCommitted() throws Exception {
        load("a.gz");

        execute("begin transaction");
        assertThat(fresh.load(List.of("b.gz"))).containsExactly(1);
        assertThat(count("ledger_counts where loaded = 3 and merged = 3")).isEqualTo(1);
        assertThat(count("identity_keys")).isEqualTo(3);
        execute("commit");
    }

    private void load(String name) throws SQLException {
        execute("begin transaction");
        assertThat(fresh.load(List.of(name))).isNotEmpty();
        execute("commit");
    }

    private void execute(String sql) throws SQLException {
        Database.execute(connection, List.of(sql));
    }

    private long count(String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}

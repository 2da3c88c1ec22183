package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firstlight.schema.EventColumn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shortest way takes, and who may read it. */
final class PlainObjectsTest {

    private static final int MUTATIONS = 400;

    @TempDir
    Path directory;

    private Objects objects;
    private Database database;
    private DuckDBConnection connection;

    @BeforeEach
    void open() throws Exception {
        objects = new Objects(directory.resolve("objects"));
        objects.write("empty.gz");
        database = new Database(
                new WarehouseConfig(directory.resolve("warehouse"), objects.directory(), Duration.ofSeconds(1)));
        connection = database.connect();
        Database.execute(connection, Tables.TEMPORARY_DDL);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        database.close();
    }

    /** Of lines with something wrong: what is taken is a row to the checked way, too. That both make the same of one is {@link BulkRowsTest}'s. */
    @Test
    void shouldTakeNoLineThatTheCheckedWayRefuses() throws Exception {
        long seed = System.nanoTime();
        System.out.println("PlainObjectsTest seed " + seed);
        Random random = new Random(seed);
        RowReader checked = new RowReader();
        int taken = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] line = Mutation.of(BulkRowsTest.line(random, i).getBytes(StandardCharsets.UTF_8), random);
            objects.write("a.gz", List.of(line));
            if (isTaken("a.gz")) {
                String text = new String(line, StandardCharsets.UTF_8);
                assertThat(checked.refusal(line, line.length)).as(text).isNull();
                taken++;
            }
        }

        assertThat(taken).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
    }

    @Test
    void shouldTakeNoLineWithANameOrANumberThatIsTooLongForTheCheckedWay() throws Exception {
        int name = StreamReadConstraints.DEFAULT_MAX_NAME_LEN;
        int number = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;
        assertTakenUpTo(name, EventColumn.PROPERTIES, length -> "{\"" + "x".repeat(length) + "\":\"y\"}");
        assertTakenUpTo(name, EventColumn.ITEMS, length -> "\"[{\\\"" + "x".repeat(length) + "\\\":1}]\"");
        assertTakenUpTo(number, EventColumn.ITEMS, length -> "[{\"price\":" + "7".repeat(length) + "}]");
        assertTakenUpTo(number, EventColumn.ITEMS, length -> "\"[" + "7".repeat(length) + "]\"");
        assertTakenUpTo(number, EventColumn.PAGE_URL, "7"::repeat);
    }

    @Test
    void shouldAnswerToTheNameOfAnOpenReadingAlone() throws Exception {
        objects.write("a.gz", BulkRowsTest.line(new Random(1), 1));
        PlainObjects.Reading reading = database.plainObjects().open(objects.directory(), List.of("a.gz"));
        String table = reading.table();

        for (String name : List.of("''", "null", "'" + "x".repeat(100) + "'")) {
            assertThatThrownBy(() -> count("plain_objects(" + name + ")"))
                    .hasMessageContaining("nothing is loaded under this name");
        }
        assertThat(count(table)).isEqualTo(1);
        reading.close();
        assertThatThrownBy(() -> count(table)).hasMessageContaining("nothing is loaded under this name");
    }

    /** Whether to the end or only so far: the statement of the load fails. */
    @Test
    void shouldNotLoadRowsThatAnotherHasRead() throws Exception {
        objects.write("a.gz", BulkRowsTest.line(new Random(1), 1));
        for (String part : List.of("", " limit 1")) {
            try (PlainObjects.Reading reading = database.plainObjects().open(objects.directory(), List.of("a.gz"));
                    DuckDBConnection other = database.connect()) {
                Database.execute(
                        other, List.of("create or replace temp table theirs as from " + reading.table() + part));

                assertThatThrownBy(() -> Database.execute(
                                connection, List.of("create temp table ours as from " + reading.table())))
                        .as(part)
                        .hasMessageContaining("this is read already");
            }
        }
    }

    @Test
    void shouldNotCountAnObjectThatWasNotReadToItsEnd() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add(BulkRowsTest.wide(i, 10));
        }
        objects.write("a.gz", lines.toArray(new String[0]));
        try (PlainObjects.Reading reading = database.plainObjects().open(objects.directory(), List.of("a.gz"))) {
            Database.execute(connection, List.of("create temp table few as from " + reading.table() + " limit 5"));

            assertThat(count("few")).isEqualTo(5);
            assertThatThrownBy(reading::rows).hasMessage("of 1 objects 0 were read to their end");
        }
    }

    /** 20 MiB in 300 lines: fewer than a chunk has rows, more bytes than it may have. */
    @Test
    void shouldReadWideLinesInSmallerChunks() throws Exception {
        String wide = BulkRowsTest.wide(5, 70_000);
        objects.write("a.gz", Collections.nCopies(300, wide).toArray(new String[0]));
        try (PlainObjects.Reading reading =
                database.plainObjects().open(objects.directory(), List.of("empty.gz", "a.gz"))) {
            assertThat(count("(from " + reading.table() + " where length(properties) > 70000)"))
                    .isEqualTo(300);
            assertThat(reading.rows()).containsExactly(0, 300);
        }
    }

    /** By the shortest way as by the checked one; {@code values} answers a value of a length. */
    private void assertTakenUpTo(int longest, EventColumn column, IntFunction<String> values) throws Exception {
        for (int length : new int[] {longest, longest + 1}) {
            String line = BulkRowsTest.with(1, column, values.apply(length));
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            objects.write("a.gz", line);

            assertThat(isTaken("a.gz")).as("%s of %d", column, length).isEqualTo(length == longest);
            assertThat(new RowReader().refusal(bytes, bytes.length) == null)
                    .as("%s of %d, the checked way", column, length)
                    .isEqualTo(length == longest);
        }
    }

    private boolean isTaken(String name) throws Exception {
        Database.execute(connection, List.of("begin transaction"));
        try {
            return new FreshRows(connection, database.plainObjects(), objects.directory()).load(List.of(name)).length
                    == 1;
        } catch (SQLException e) {
            return false;
        } finally {
            Database.execute(connection, List.of("rollback"));
        }
    }

    private long count(String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick way against the checked one: the same rows, and nothing but rows. */
final class BulkRowsTest {

    private static final long NOON_MS = 1_795_348_800_000L;

    /** What COPY, too, takes as text, and what JSON has to escape. */
    private static final List<String> TEXTS = List.of(
            "\"x\"",
            "\"\"",
            "\"a \\\"b\\\" \\\\ \\u0000 \\n 😀 ü\"",
            "\"null\"",
            "\"[1]\"",
            "\"a\\\\u00e9\"",
            "\"\\u00e9\"",
            "17",
            "true",
            "null");

    private static final List<String> JSONS = List.of(
            "[]",
            "{}",
            "[{\"id\":\"a\",\"n\":[1,2]},\"ü \\n\"]",
            "{\"a\":\"b\",\"c\":null}",
            "\"[1,{\\\"a\\\":2}]\"",
            "null");
    private static final List<String> DECIMALS =
            List.of("\"19.90\"", "\"-0.00005\"", "\"99999999999999.9999\"", "1.33335", "7", "null");

    /** Only the checked way reads these. */
    private static final Map<String, String> EXPONENTS = Map.of(
            "\"1e3\"", "1000.0000",
            "\"5e-9\"", "0.0000",
            "5e-9", "0.0000",
            "\"-5E-5\"", "-0.0001",
            "\"4.99999e-5\"", "0.0000",
            "\"1234567.89125e+3\"", "1234567891.2500");

    private static final List<String> LONGS = List.of("0", "-1", "9223372036854775807", "\"7\"", "null");
    private static final List<String> TIMES =
            List.of("0", "-1", "1795348800123", "\"1795348800123\"", "253402300799999", "null");
    private static final List<String> FLAGS = List.of("true", "false", "\"true\"", "null");

    /** None of these fits the column before it. */
    private static final Map<EventColumn, List<String>> MISFITS = Map.of(
            EventColumn.COUNTRY, List.of("\"Germany\"", "\"éé\""),
            EventColumn.SEQUENCE, List.of("1.5", "1e3", "\" 7\"", "\"+7\"", "9223372036854775808", "\"x\"", "[]"),
            EventColumn.CREATED_AT, List.of("253402300800000", "1.5", "\"yesterday\"", "9223372036854775807"),
            EventColumn.VALUE,
                    List.of(
                            "\"1e99\"",
                            "\"12345678.12345e7\"",
                            "12345678.12345e7",
                            "123456789012345",
                            "\"\"",
                            "\"NaN\""),
            EventColumn.GPC, List.of("\"yes\"", "1"),
            EventColumn.ITEMS, List.of("\"none\"", "\"[1,\"", "[\"\\ud800\"]"),
            EventColumn.DEDUP_ID, List.of("null"));

    @TempDir
    Path directory;

    private Objects objects;
    private Database database;
    private DuckDBConnection connection;
    private Pieces pieces;
    private BulkRows bulk;
    private FreshRows fresh;

    @BeforeEach
    void open() throws Exception {
        objects = new Objects(directory.resolve("objects"));
        reopen();
    }

    private void reopen() throws Exception {
        WarehouseConfig config =
                new WarehouseConfig(directory.resolve("warehouse"), objects.directory(), Duration.ofSeconds(1));
        database = new Database(config);
        connection = database.connect();
        Database.execute(connection, Tables.TEMPORARY_DDL);
        Database.execute(connection, Pieces.DDL);
        pieces = new Pieces(connection, config.objects());
        bulk = new BulkRows(connection);
        fresh = new FreshRows(connection, database.plainObjects(), config.objects());
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        database.close();
    }

    @Test
    void shouldMakeTheSameOfARowAsTheCheckedWay() throws Exception {
        long seed = System.nanoTime();
        System.out.println("BulkRowsTest seed " + seed);
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            lines.add(line(random, i));
        }
        objects.write("a.gz", lines.toArray(new String[0]));

        Database.execute(connection, List.of("begin transaction"));
        assertThat(fresh.load(List.of("a.gz"))).containsExactly(3_000);
        Database.execute(connection, List.of("commit"));
        assertThat(pieces.gather(List.of("a.gz"))).isEqualTo(1);
        assertThat(bulk.stage()).isTrue();
        Database.execute(connection, List.of("create temp table quick as from staging", "delete from staging"));
        new CheckedRows(connection, objects.directory()).stage("a.gz");

        assertThat(count("staging")).isEqualTo(3_000);
        assertThat(count("(" + comparable("quick") + " except " + comparable("staging") + ")"))
                .isZero();
        assertThat(count("(" + comparable("staging") + " except " + comparable("quick") + ")"))
                .isZero();
        assertThat(count("events")).isEqualTo(3_000);
        assertThat(count("(" + comparable("quick") + " except " + comparable("events") + ")"))
                .isZero();
        assertThat(count("(select unnest(range(loaded)) from ledger_counts where loaded = merged)"))
                .isEqualTo(3_000);
    }

    @Test
    void shouldTakeTheShortestWayOnlyForIdentitiesThatAreNewAndOnceThere() throws Exception {
        objects.write("a.gz", text(bare(1)), text(bare(2)));
        objects.write("known.gz", text(bare(3)), text(bare(2)));
        objects.write("twice.gz", text(bare(4)), text(bare(4)));
        Map<EventColumn, String> named = new EnumMap<>(bare(5));
        named.put(EventColumn.DEDUP_ID, "\"order-5\"");
        objects.write("named.gz", text(named));

        Database.execute(connection, List.of("begin transaction"));
        assertThat(fresh.load(List.of("a.gz"))).containsExactly(2);
        Database.execute(connection, List.of("commit"));
        for (String name : List.of("a.gz", "known.gz", "twice.gz", "named.gz")) {
            assertThat(isTakenTheShortestWay(name)).as(name).isFalse();
        }
        assertThat(count("events")).isEqualTo(2);
        assertThat(count("identity_keys")).isEqualTo(2);
        assertThat(count("fresh")).isZero();
    }

    @Test
    void shouldLoadManyObjectsTogetherEachOnceWhateverTheWay() throws Exception {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add(i + ".gz");
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < 500; row++) {
                lines.add(text(bare(1_000 * i + row)));
            }
            objects.write(i + ".gz", lines.toArray(new String[0]));
        }
        objects.write("again.gz", text(bare(7)), text(bare(999_999)), text(bare(999_999)));
        try (ObjectLoader loader = new ObjectLoader(database, objects.directory(), InstantSource.system(), meters)) {
            assertThat(loader.load(names)).isEqualTo(20_000);
            assertThat(loader.load(names)).isZero();
            assertThat(loader.load(List.of("again.gz"))).isEqualTo(3);
        }

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_LOADS_NOT_PLAIN)).isZero();
        assertThat(count("events")).isEqualTo(20_001);
        assertThat(count("identity_keys")).isEqualTo(20_001);
        assertThat(count("(select 1 from loaded_objects where rows = 500 and merged = 500)"))
                .isEqualTo(40);
        assertThat(count("(select 1 from loaded_objects where rows = 3 and merged = 1)"))
                .isEqualTo(1);
    }

    @Test
    void shouldKnowTheIdentitiesOfAFileThatAnOlderVersionWroteTo() throws Exception {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        objects.write("a.gz", text(bare(1)), text(bare(2)));
        objects.write("b.gz", text(bare(2)), text(bare(3)));
        try (ObjectLoader loader = new ObjectLoader(database, objects.directory(), InstantSource.system(), meters)) {
            loader.load(List.of("a.gz"));
        }
        Database.execute(connection, List.of("drop table identity_keys"));
        close();

        reopen();
        try (ObjectLoader loader = new ObjectLoader(database, objects.directory(), InstantSource.system(), meters)) {
            assertThat(loader.load(List.of("b.gz"))).isEqualTo(2);
        }
        assertThat(count("events")).isEqualTo(3);
        assertThat(count("(select distinct dedup_id from events)")).isEqualTo(3);
    }

    @Test
    void shouldLeaveADecimalWithAnExponentToTheCheckedWay() throws Exception {
        for (Map.Entry<String, String> exponent : EXPONENTS.entrySet()) {
            Map<EventColumn, String> row = new EnumMap<>(bare(1));
            row.put(EventColumn.VALUE, exponent.getKey());
            objects.write("odd.gz", text(row));

            assertThat(isTakenTheShortestWay("odd.gz")).as(exponent.getKey()).isFalse();
            assertThat(isTaken()).as(exponent.getKey()).isFalse();
            Database.execute(connection, List.of("delete from staging"));
            new CheckedRows(connection, objects.directory()).stage("odd.gz");
            assertThat(count("(select 1 from staging where value = " + exponent.getValue() + ")"))
                    .as(exponent.getKey())
                    .isEqualTo(1);
            Database.execute(
                    connection, List.of("delete from staging", "delete from pieces_0", "delete from pieces_1"));
        }
    }

    @Test
    void shouldLeaveALineThatIsNoRowToTheCheckedWayWhichRefusesIt() throws Exception {
        for (Map.Entry<EventColumn, List<String>> misfits : MISFITS.entrySet()) {
            for (String value : misfits.getValue()) {
                Map<EventColumn, String> row = new EnumMap<>(bare(7));
                row.put(misfits.getKey(), value);
                assertLeft(misfits.getKey() + " " + value, text(row));
            }
        }
        for (String line : List.of("{}", "[", "[1]x", "", "7", "\"x\"", "[\"a\"]")) {
            assertLeft(line, line);
        }
    }

    @Test
    void shouldTakeLinesThatAreLongerThanAPieceAndLeaveThoseThatAreLongerThanARow() throws Exception {
        objects.write("a.gz", text(bare(0)), wide(1, 300_000), text(bare(2)));
        objects.write("b.gz", wide(1, 2_000_000));
        objects.write("empty.gz");

        assertThat(pieces.gather(List.of("a.gz", "empty.gz"))).isEqualTo(2);
        assertThat(bulk.stage()).isTrue();
        assertThat(count("staging")).isEqualTo(3);
        assertThat(count("(select 1 from staging where length(properties) > 300000)"))
                .isEqualTo(1);
        assertThat(pieces.gather(List.of("b.gz"))).isZero();
        assertThat(isTakenTheShortestWay("a.gz")).isTrue();
        assertThat(isTakenTheShortestWay("b.gz")).isFalse();
    }

    @Test
    void shouldLoadWhatIsPlainAndWhatIsNotTogether() throws Exception {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            names.add(i + ".gz");
            String other = i % 4 == 1 ? Objects.row(100 + i, "shop", "2026-11-22 12:00:00.000") : text(bare(100 + i));
            objects.write(i + ".gz", text(bare(i)), other, text(bare(0)));
        }
        try (ObjectLoader loader = new ObjectLoader(database, objects.directory(), InstantSource.system(), meters)) {
            assertThat(loader.load(names)).isEqualTo(27);
            assertThat(loader.load(names)).isZero();
        }

        assertThat(count("events")).isEqualTo(18);
        assertThat(count("(select 1 from loaded_objects where rows = 3 and merged = 2)"))
                .isEqualTo(9);
        assertThat(count(
                        "(select 1 from ledger having sum(loaded) = 27 and sum(merged) = 18 and sum(redelivered) = 9)"))
                .isEqualTo(1);
    }

    private void assertLeft(String what, String line) throws Exception {
        objects.write("odd.gz", text(bare(1)), line, text(bare(2)));
        assertThat(isTakenTheShortestWay("odd.gz")).as(what).isFalse();
        assertThat(isTaken()).as(what).isFalse();
        Database.execute(connection, List.of("delete from staging", "delete from pieces_0", "delete from pieces_1"));
        assertThatThrownBy(() -> new CheckedRows(connection, objects.directory()).stage("odd.gz"))
                .as(what)
                .isInstanceOf(RefusedObjectException.class)
                .hasMessageStartingWith("odd.gz, line 2: ");
        Database.execute(connection, List.of("delete from staging"));
    }

    private boolean isTakenTheShortestWay(String name) throws Exception {
        Database.execute(connection, List.of("begin transaction"));
        try {
            return fresh.load(List.of(name)).length > 0;
        } catch (java.sql.SQLException e) {
            return false;
        } finally {
            Database.execute(connection, List.of("rollback"));
        }
    }

    private boolean isTaken() throws Exception {
        try {
            return pieces.gather(List.of("odd.gz")) == 1 && bulk.stage();
        } catch (java.sql.SQLException e) {
            return false;
        }
    }

    private static Map<EventColumn, String> bare(int id) {
        return Map.of(
                EventColumn.DEDUP_ID,
                String.format("\"%032x\"", id),
                EventColumn.PIXEL_ID,
                "\"shop\"",
                EventColumn.RECEIVED_AT,
                String.valueOf(NOON_MS),
                EventColumn.RAW_PARTITION,
                "0",
                EventColumn.RAW_OFFSET,
                String.valueOf(id),
                EventColumn.RAW_INDEX,
                "0");
    }

    static String line(Random random, int id) {
        Map<EventColumn, String> row = new EnumMap<>(EventColumn.class);
        for (EventColumn column : EventColumn.values()) {
            List<String> values =
                    switch (column.kind()) {
                        case TEXT -> TEXTS;
                        case JSON -> JSONS;
                        case DECIMAL -> DECIMALS;
                        case LONG -> LONGS;
                        case TIME -> TIMES;
                        case FLAG -> FLAGS;
                    };
            String value = values.get(random.nextInt(values.size()));
            row.put(column, column.kind() == EventColumn.Kind.TEXT && column.bytesMax() < 40 ? "\"x\"" : value);
        }
        row.putAll(bare(id));
        return text(row);
    }

    /** A row with a property of so many characters. */
    static String wide(int id, int chars) {
        return with(id, EventColumn.PROPERTIES, "{\"a\":\"" + "x".repeat(chars) + "\"}");
    }

    /** A row with this value and no other that it need not have. */
    static String with(int id, EventColumn column, String value) {
        Map<EventColumn, String> row = new EnumMap<>(bare(id));
        row.put(column, value);
        return text(row);
    }

    private static String text(Map<EventColumn, String> row) {
        List<String> values = new ArrayList<>();
        for (EventColumn column : RowPositions.columns()) {
            values.add(row.getOrDefault(column, "null"));
        }
        while (values.get(values.size() - 1).equals("null")) {
            values.remove(values.size() - 1);
        }
        return "[" + String.join(",", values) + "]";
    }

    /** JSON as DuckDB writes it, since the checked way keeps the spaces of the line. */
    private static String comparable(String table) {
        List<String> columns = new ArrayList<>();
        for (EventColumn column : EventColumn.values()) {
            String name = '"' + column.columnName() + '"';
            columns.add(column.kind() == EventColumn.Kind.JSON ? "json(" + name + ")::varchar" : name);
        }
        return "select " + String.join(", ", columns) + " from " + table;
    }

    private long count(String from) throws Exception {
        try (Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}

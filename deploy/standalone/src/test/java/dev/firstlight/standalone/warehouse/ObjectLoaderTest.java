package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectLoaderTest {

    private static final String NOON = "2026-11-22 12:00:00.000";

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private WarehouseConfig config;
    private Objects objects;
    private Database database;
    private ObjectLoader loader;

    @BeforeEach
    void open() throws Exception {
        config = new WarehouseConfig(
                directory.resolve("warehouse"), directory.resolve("objects"), java.time.Duration.ofSeconds(10));
        objects = new Objects(config.objects());
        database = new Database(config);
        loader = new ObjectLoader(
                database, config.objects(), InstantSource.fixed(Instant.parse("2026-11-22T02:41:00Z")), meters);
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
        database.close();
    }

    @Test
    void shouldLoadEveryKindOfColumn() throws Exception {
        objects.write(
                "a.gz",
                Objects.row(
                        1,
                        "12345",
                        "2026-11-22 02:39:02.123",
                        ",\"sequence\":7,\"value\":19.9,\"pixel_ratio\":\"1.33333\",\"gpc\":true,\"test\":null,"
                                + "\"properties\": {\"username\" : \"Shïppy\",\"n\":[1,2.50]} ,\"items\":\"[{\\\"id\\\":1}]\","
                                + "\"warnings\":[],\"page_title\":\"a \\\"b\\\" \\u0000 😀\",\"unknown\":{\"x\":[1]}"));

        loader.load(List.of("a.gz"));

        assertThat(
                        rows(
                                "select received_at, \"sequence\", \"value\", pixel_ratio, gpc, test, properties->>'username',"
                                        + " properties::varchar, items->0->>'id', json_array_length(warnings)::int, page_title from events"))
                .containsExactly(Arrays.asList(
                        "2026-11-22 02:39:02.123",
                        7L,
                        new java.math.BigDecimal("19.9000"),
                        new java.math.BigDecimal("1.3333"),
                        true,
                        null,
                        "Shïppy",
                        "{\"username\" : \"Shïppy\",\"n\":[1,2.50]}",
                        "1",
                        0L,
                        "a \"b\" \u0000 😀"));
    }

    @Test
    void shouldLoadAnObjectOnceHoweverOftenItComes() throws Exception {
        objects.writeRows("2026/11/22/02/a.gz", 0, 100);

        loader.load(List.of("2026/11/22/02/a.gz"));
        loader.load(List.of("2026/11/22/02/a.gz"));

        assertThat(rows("select count(*) from events")).containsExactly(List.of(100L));
        assertThat(rows("select sum(loaded)::bigint, sum(merged)::bigint from ledger"))
                .containsExactly(List.of(100L, 100L));
        assertThat(rows("select * from loaded_objects"))
                .containsExactly(List.of("2026/11/22/02/a.gz", 100L, 100L, "2026-11-22 02:41:00"));
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SKIPPED)).isEqualTo(1);
    }

    @Test
    void shouldPutAPagesUrlTogetherWhereTheRowLeftItToItsParts() throws Exception {
        String parts = ",\"page_scheme\":\"https\",\"page_host\":\"shop.example\",\"page_path\":\"/a\"";
        objects.write(
                "a.gz",
                Objects.row(1, "p", NOON, parts),
                Objects.row(2, "p", NOON, parts + ",\"page_url\":\"https://shop.example:8443/a\""),
                Objects.row(3, "p", NOON));

        loader.load(List.of("a.gz"));

        assertThat(rows("select page_url from events order by raw_offset"))
                .containsExactly(
                        List.of("https://shop.example/a"),
                        List.of("https://shop.example:8443/a"),
                        Arrays.asList((Object) null));
    }

    @Test
    void shouldKeepTheFirstOfAnIdentityWithinAnObject() throws Exception {
        String late = ",\"type\":\"late\"";
        objects.write(
                "a.gz",
                Objects.row(1, "p", NOON, late).replace("\"raw_offset\":1", "\"raw_offset\":9"),
                Objects.row(1, "p", "2026-11-22 12:00:30.000", ",\"type\":\"first\""), // by a clock that is ahead
                Objects.row(1, "p", NOON, late).replace("\"raw_index\":0", "\"raw_index\":1"));

        loader.load(List.of("a.gz"));

        assertThat(rows("select type from events")).containsExactly(List.of("first"));
        assertThat(rows("select pixel_id, loaded, merged, merged_away from ledger"))
                .containsExactly(List.of("p", 3L, 1L, 2L));
    }

    @Test
    void shouldKeepTheFirstOfAnIdentityAcrossObjects() throws Exception {
        objects.writeRows("a.gz", 0, 60);
        objects.writeRows("b.gz", 30, 60);

        loader.load(List.of("a.gz"));
        loader.load(List.of("b.gz"));

        assertThat(rows("select count(*), count(distinct dedup_id) from events"))
                .containsExactly(List.of(90L, 90L));
        assertThat(rows("select pixel_id, strftime(minute, '%H:%M'), loaded, merged from ledger order by all"))
                .containsExactly(
                        List.of("shop-0", "02:39", 20L, 15L),
                        List.of("shop-0", "02:40", 20L, 15L),
                        List.of("shop-1", "02:39", 20L, 15L),
                        List.of("shop-1", "02:40", 20L, 15L),
                        List.of("shop-2", "02:39", 20L, 15L),
                        List.of("shop-2", "02:40", 20L, 15L));
    }

    @Test
    void shouldTellRedeliveredRowsFromOtherEventsOfTheSameIdentity() throws Exception {
        String other = Objects.row(1, "p", NOON).replace("\"raw_offset\":1", "\"raw_offset\":9");
        objects.write("a.gz", Objects.row(1, "p", NOON), Objects.row(1, "p", NOON));
        objects.write("b.gz", Objects.row(1, "p", NOON), other, other);
        objects.write("c.gz", other);

        for (String name : List.of("a.gz", "b.gz", "c.gz")) {
            loader.load(List.of(name));
        }

        assertThat(rows("select loaded, merged, merged_away, redelivered from ledger"))
                .containsExactly(List.of(6L, 1L, 1L, 4L));
    }

    @Test
    void shouldShowItemsAndWarningsAsRows() throws Exception {
        objects.write(
                "a.gz",
                Objects.row(
                        1,
                        "p",
                        NOON,
                        ",\"order_id\":\"A1\",\"items\":[{\"id\":\"x\",\"quantity\":2,\"price\":\"9.90\",\"name\":\"Tea\"},"
                                + "{\"sku\":7,\"price\":\"free\"},\"bare\"],\"warnings\":[\"clock\",\"near_miss:a:b\"]"),
                Objects.row(2, "p", NOON, ",\"items\":[],\"warnings\":[]"),
                Objects.row(3, "p", NOON));

        loader.load(List.of("a.gz"));

        assertThat(rows("select order_id, item_index, item_id, item_name, quantity, price from order_items order by 2"))
                .containsExactly(
                        List.of(
                                "A1",
                                0L,
                                "x",
                                "Tea",
                                new java.math.BigDecimal("2.0000"),
                                new java.math.BigDecimal("9.9000")),
                        Arrays.asList("A1", 1L, "7", null, new java.math.BigDecimal("1.0000"), null),
                        Arrays.asList("A1", 2L, "bare", null, new java.math.BigDecimal("1.0000"), null));
        assertThat(rows("select warning, detail from warnings order by 1"))
                .containsExactly(Arrays.asList("clock", null), List.of("near_miss", "a:b"));
    }

    /** What an analyst writes for one warehouse is to be understood by the other. */
    @Test
    void shouldHaveViewsOfTheColumnsThatThoseOfRedshiftHave() throws Exception {
        String sql = Files.readString(Path.of("..", "redshift", "migrations", "0003-views.sql"))
                + Files.readString(Path.of("..", "redshift", "migrations", "0002-load.sql"));

        for (String view : List.of("order_items", "warnings", "ledger")) {
            java.util.regex.Matcher select = java.util.regex.Pattern.compile(
                            "CREATE VIEW firstlight\\." + view + " AS\\s+SELECT(.*?)\\nFROM ",
                            java.util.regex.Pattern.DOTALL)
                    .matcher(sql);
            assertThat(select.find()).as(view).isTrue();
            List<String> names = java.util.regex.Pattern.compile("(?m)(?:AS |^    |events\\.)([a-z_]+),?$")
                    .matcher(select.group(1))
                    .results()
                    .map(column -> column.group(1))
                    .toList();

            assertThat(rows("select column_name from information_schema.columns where table_name = '" + view
                            + "' order by ordinal_position"))
                    .extracting(row -> String.valueOf(row.get(0)))
                    .isEqualTo(names);
        }
    }

    @Test
    void shouldLeaveNothingBehindOfALoadThatFails() throws Exception {
        objects.writeRows("a.gz", 0, 10);
        Database.execute(database.connect(), List.of("alter table loaded_objects drop column loaded_at"));

        assertThatThrownBy(() -> loader.load(List.of("a.gz"))).isInstanceOf(java.sql.SQLException.class);
        assertThatThrownBy(() -> loader.load(List.of("absent.gz"))).isInstanceOf(NoSuchFileException.class);

        assertThat(rows("select (select count(*) from events), (select count(*) from ledger)"))
                .containsExactly(List.of(0L, 0L));
        Database.execute(database.connect(), List.of("alter table loaded_objects add column loaded_at timestamp"));
        loader.load(List.of("a.gz"));
        assertThat(rows("select count(*) from events")).containsExactly(List.of(10L));
    }

    /** A commit that failed leaves no transaction, so the rollback after it fails too, and says nothing of use. */
    @Test
    void shouldThrowWhyALoadFailedThoughItsRollbackFailsToo() throws Exception {
        objects.writeRows("a.gz", 0, 10); // rows with names: the checked way, which throws
        InstantSource meddling = () -> {
            alterEvents();
            return Instant.EPOCH;
        };

        try (ObjectLoader disturbed = new ObjectLoader(database, config.objects(), meddling, meters)) {
            assertThatThrownBy(() -> disturbed.load(List.of("a.gz")))
                    .isInstanceOf(java.sql.SQLException.class)
                    .hasMessageContaining("Failed to commit")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .asString()
                            .contains("no transaction is active"));
        }
    }

    private void alterEvents() {
        try (Connection other = database.connect()) {
            Database.execute(other, List.of("alter table events add column meddled int"));
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** 8, 4 and 2 are too many for the quick way while the sixth is among them; it alone goes line by line, and the others together. */
    @Test
    void shouldHalveAGroupSoThatFewPayForTheOneThatIsNotPlain() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String plain = "[\"%032x\",null,null,null,\"p\",null,1795348800000]".formatted(i);
            objects.write(i + ".gz", i == 5 ? Objects.row(i, "p", NOON) : plain);
            names.add(i + ".gz");
        }

        assertThat(loader.load(names)).isEqualTo(8);

        // All eight; the four behind, and the first two of them; the three behind, and the first of them.
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_LOADS_NOT_PLAIN)).isEqualTo(5);
    }

    /** DuckDB's reader leaves out spaces in JSON, the shortest way leaves them: so a row tells by which it came. */
    @Test
    void shouldTakeTheShortestWayUntilSomethingIsKnownAndAgainAfterALoadThatWasAllNew() throws Exception {
        objects.write("a.gz", spaced(1), spaced(2));
        objects.write("b.gz", spaced(2), spaced(3)); // one is known
        objects.write("c.gz", spaced(4), spaced(5));
        objects.write("d.gz", spaced(6), spaced(7));

        for (String name : List.of("a.gz", "b.gz", "c.gz", "d.gz")) {
            loader.load(List.of(name));
        }

        assertThat(rows("select right(dedup_id, 1)::bigint from events where contains(items, ' ') order by all"))
                .as("not those of the load with a known one, nor of the next")
                .containsExactly(List.of(1L), List.of(2L), List.of(6L), List.of(7L));
        assertThat(rows("select count(*) from events")).containsExactly(List.of(7L));
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_LOADS_NOT_PLAIN)).isZero();
    }

    private static String spaced(int id) {
        return BulkRowsTest.with(id, EventColumn.ITEMS, "[1, 2]");
    }

    @Test
    void shouldFindTheObjectsThatAreNotLoaded() throws Exception {
        objects.writeRows("2026/11/22/03/b.gz", 0, 1);
        objects.writeRows("2026/11/22/02/a.gz", 1, 1);
        objects.writeRows("2026/11/22/04/c.gz", 2, 1);
        objects.write("2026/11/22/04/d.gz.tmp", "unfinished");
        loader.load(List.of("2026/11/22/03/b.gz"));

        assertThat(loader.missing()).containsExactly("2026/11/22/02/a.gz", "2026/11/22/04/c.gz");
        assertThat(loader.missing()).hasSize(2);
    }

    private List<List<@Nullable Object>> rows(String sql) throws RefusedQueryException {
        return new QueryRunner(database, config).run(sql).rows();
    }
}

package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
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
                .containsExactly(List.of("2026/11/22/02/a.gz", 100L, 100L, 0L, "2026-11-22 02:41:00"));
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
                Objects.row(1, "p", NOON, ",\"type\":\"first\""),
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
    void shouldRefuseLinesThatAreNoRowsAndLoadTheOthers() throws Exception {
        objects.write(
                "a.gz",
                "{",
                Objects.row(1, "p", NOON),
                "[]",
                Objects.row(2, "p", NOON) + "x",
                Objects.row(3, "p", "yesterday"),
                "{\"pixel_id\":\"p\",\"received_at\":\"" + NOON + "\"}",
                Objects.row(4, "p", NOON, ",\"value\":\"1e99\""),
                Objects.row(5, "p", NOON, ",\"value\":123456789012345"),
                Objects.row(6, "p", NOON, ",\"properties\":{\"a\":\"\\ud800\"}"),
                Objects.row(7, "p", NOON, ",\"gpc\":\"yes\""),
                Objects.row(8, "p", NOON, ",\"country\":\"Germany\""),
                Objects.row(9, "p", NOON, ",\"items\":\"none\""),
                Objects.row(10, "x".repeat(LineReader.LINE_BYTES_MAX), NOON),
                Objects.row(11, "p", NOON));

        loader.load(List.of("a.gz"));

        assertThat(rows("select raw_offset from events order by 1")).containsExactly(List.of(1L), List.of(11L));
        assertThat(rows("select line, reason from refused_rows order by line"))
                .containsExactly(
                        List.of(1L, "no JSON"),
                        List.of(3L, "dedup_id: absent"),
                        List.of(4L, "no JSON"),
                        List.of(5L, "received_at: no time like 2026-11-22 02:39:02.123 or epoch milliseconds"),
                        List.of(6L, "dedup_id: absent"),
                        List.of(7L, "value: no decimal of at most 14 digits before the point"),
                        List.of(8L, "value: no decimal of at most 14 digits before the point"),
                        List.of(9L, "properties: no JSON"),
                        List.of(10L, "gpc: no true or false"),
                        List.of(11L, "country: no text of at most 2 bytes"),
                        List.of(12L, "items: no JSON"),
                        List.of(13L, "longer than 1024000 bytes"));
        assertThat(rows("select text from refused_rows where line = 1")).containsExactly(List.of("{"));
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_REFUSED)).isEqualTo(12);
    }

    @Test
    void shouldLoadADamagedObjectUpToTheDamage() throws Exception {
        objects.writeRows("a.gz", 0, 5_000);
        Path object = config.objects().resolve("a.gz");
        byte[] whole = Files.readAllBytes(object);
        Files.write(object, Arrays.copyOf(whole, whole.length / 2));

        loader.load(List.of("a.gz"));

        assertThat(rows("select count(*) between 1 and 4999 from events")).containsExactly(List.of(true));
        assertThat(rows("select reason like '%damaged%' from refused_rows")).containsExactly(List.of(true));
    }

    @Test
    void shouldLeaveNothingBehindOfALoadThatFails() throws Exception {
        objects.writeRows("a.gz", 0, 10);
        Database.execute(database.connect(), List.of("alter table loaded_objects add column needed int"));

        assertThatThrownBy(() -> loader.load(List.of("a.gz"))).isInstanceOf(java.sql.SQLException.class);
        assertThatThrownBy(() -> loader.load(List.of("absent.gz"))).isInstanceOf(NoSuchFileException.class);

        assertThat(rows("select (select count(*) from events), (select count(*) from ledger)"))
                .containsExactly(List.of(0L, 0L));
        Database.execute(database.connect(), List.of("alter table loaded_objects drop column needed"));
        loader.load(List.of("a.gz"));
        assertThat(rows("select count(*) from events")).containsExactly(List.of(10L));
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

package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryRunnerTest {

    private static final String ENDLESS =
            "select count(*) from range(100000000) a, range(100000000) b where hash(a.range + b.range) = 7";

    @TempDir
    static Path directory;

    private static final Meters METERS = new Meters("standalone", StandaloneMeter.class);
    private static WarehouseConfig config;
    private static Database database;
    private static QueryRunner queries;

    /** One for all: nothing here may change it, but for the test that loads more. */
    @BeforeAll
    static void open() throws Exception {
        config = config(Duration.ofMinutes(1));
        database = new Database(config);
        queries = new QueryRunner(database, config);
        new Objects(config.objects()).writeRows("a.gz", 0, 150);
        try (ObjectLoader loader = new ObjectLoader(database, config.objects(), InstantSource.system(), METERS)) {
            loader.load(List.of("a.gz"));
        }
    }

    @AfterAll
    static void close() throws Exception {
        queries.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select pixel_id from events limit 1",
                "  SELECT pixel_id FROM events LIMIT 1 ; -- the end",
                "with x as (select pixel_id from events limit 1) select * from x",
                "from events select pixel_id limit 1",
                "values ('it''s')",
                "select ';' -- ; drop table events",
                "describe events",
                "show tables",
                "summarize events",
                "explain select * from events",
                "EXPLAIN ANALYZE select * from events"
            })
    void shouldAnswerWhatReads(String sql) throws Exception {
        assertThat(queries.run(sql).rows()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing",
                "insert into events (dedup_id) values ('x')",
                "with x as (select 1) insert into events (dedup_id) select 'x'",
                "update events set pixel_id = 'x' returning pixel_id",
                "delete from events returning *",
                "drop table events",
                "create temp table mine as select 1",
                "select 1; select 2",
                "select 1; drop table events",
                "drop table events; select 1",
                "explain select 1; drop table events",
                "explain drop table events",
                "explain analyze delete from events",
                "explain analyze insert into events (dedup_id) values ('x')",
                "select 1') ; drop table events; --",
                "select 1 \0; drop table events",
                "copy events to 'FILES/out.csv'",
                "copy (select 1) to 'FILES/out.csv'",
                "copy events to 'FILES/warehouse/exports/out.csv'",
                "copy events from 'FILES/secret'",
                "import database 'FILES'",
                "create table mine as from 'FILES/secret'",
                "from 'FILES/secret'",
                "select * from read_parquet('FILES/warehouse/warehouse.duckdb')",
                "select * from read_text('FILES/warehouse/exports/../../secret')",
                "select * from read_text('FILES/warehouse/exports-beside/x')",
                "set allowed_directories = ['/']",
                "set temp_directory = '/tmp'",
                "create secret mine (type s3)",
                "select * from sniff_csv('FILES/secret')",
                "select * from read_json_auto('FILES/secret')",
                "select * from parquet_metadata('FILES/secret')",
                "create or replace view events as select 1",
                "create macro mine() as 1",
                "execute mine",
                "commit",
                "vacuum",
                "analyze",
                "select nextval('mine')",
                "describe select 1; drop table events",
                "export database 'FILES'",
                "attach 'FILES/other.duckdb' as other",
                "attach ':memory:' as other",
                "detach warehouse",
                "use memory",
                "pragma database_list",
                "pragma table_info('events')",
                "call pragma_version()",
                "set threads = 1",
                "set enable_external_access = true",
                "reset enable_external_access",
                "install httpfs",
                "load httpfs",
                "checkpoint",
                "begin",
                "prepare x as select 1",
                "select * from read_csv('/etc/passwd')",
                "select * from '/etc/passwd'",
                "select * from read_text('/etc/hostname')",
                "select * from read_blob('FILES/secret')",
                "select * from glob('/etc/*')",
                "select * from read_csv('https://example.com/x.csv')",
                "select * from query('select 1; drop table events')",
                "select * from no_such_table",
                "select getenv('HOME')",
                "select * from enable_logging('QueryLog')",
                "select * from enable_logging(level = 'trace')",
                "select * from enable_logging(storage = 'stdout')",
                "select * from enable_logging(storage = 'file', storage_path = 'FILES/warehouse/exports/out.csv')",
                "select * from query('select * from enable' || '_logging()')",
                "select 1 where exists (from enable_logging('QueryLog'))",
                "explain analyze select * from enable_logging('QueryLog')",
                "call enable_logging('QueryLog')",
                "set enable_logging = true",
                "select * from enable_profiling(save_location = 'FILES/warehouse/exports/out.csv')"
            })
    void shouldRefuseWhatWritesOrLeavesTheWarehouse(String sql) throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        String tables = "select table_name, estimated_size from duckdb_tables() order by all";
        List<?> before = queries.run(tables).rows();

        assertThatThrownBy(() -> queries.run(sql.replace("FILES", directory.toString())))
                .isInstanceOf(RefusedQueryException.class)
                .message()
                .isNotBlank();

        assertThat(queries.run(tables).rows()).isEqualTo(before);
        assertThat(directory).isDirectoryNotContaining("glob:**/*out.csv").isDirectoryNotContaining("glob:**/other.*");
    }

    /** It would have the names of what is being loaded, which are the loader's alone ({@link PlainObjects}). */
    @Test
    void shouldKeepNoLogOfQueries() throws Exception {
        queries.run("select 'theirs'");

        assertThat(queries.run("from duckdb_logs").rows()).isEmpty();
        assertThat(queries.run("from duckdb_logs()").rows()).isEmpty();
        assertThat(queries.run("from duckdb_log_contexts()").rows()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThatThrownBy(() -> queries.run("drop table events")).hasMessageStartingWith("one statement that reads");
        assertThatThrownBy(() -> queries.run("select pixel from events"))
                .hasMessageContaining("pixel_id")
                .message()
                .doesNotContain("query(");
    }

    @Test
    void shouldKeepNamesThatOccurTwice() throws Exception {
        assertThat(queries.run("select 1 as a, 2 as a, 3 as \"A b\"").columns()).containsExactly("a", "a", "A b");
    }

    @Test
    void shouldGiveValuesAsDuckDbHasThemInAnyTimeZone() throws Exception {
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            List<?> row = queries.run("select timestamp '2026-03-08 02:30:00', timestamptz '2026-11-22 02:39:02Z',"
                            + " [timestamp '2026-03-08 02:30:00'], 5::bigint, 12.50::decimal(8,2), 1.5::double,"
                            + " 'nan'::double, true, null, {'a': 1}, 18446744073709551615::ubigint, 'Ä'")
                    .rows()
                    .get(0);

            assertThat(row)
                    .isEqualTo(Arrays.asList(
                            "2026-03-08 02:30:00",
                            "2026-11-22 02:39:02+00",
                            "['2026-03-08 02:30:00']",
                            5L,
                            new BigDecimal("12.50"),
                            1.5,
                            "nan",
                            true,
                            null,
                            "{'a': 1}",
                            new BigDecimal("18446744073709551615"),
                            "Ä"));
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void shouldKeepTheOrderAndCutAtTheRowsLimit() throws Exception {
        QueryResult result =
                queries.run("select raw_offset from events where raw_offset < 150 order by raw_offset desc");

        assertThat(result.truncated()).isTrue();
        assertThat(result.rows()).hasSize(100).startsWith(List.of(149L), List.of(148L));
        assertThat(queries.run("select * from events limit 100").truncated()).isFalse();
    }

    @Test
    void shouldGiveUpAQueryThatTakesTooLong() throws Exception {
        try (QueryRunner hurried = new QueryRunner(database, config(Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> hurried.run(ENDLESS)).hasMessageContaining("took longer than 1 s");
        }

        assertThat(queries.run("select 1").rows()).hasSize(1);
    }

    /** The clock is read before the plan and after each: here a plan takes three quarters of the time. */
    @ParameterizedTest
    @ValueSource(strings = {"select 1", "explain select 1"})
    void shouldNotBeginAQueryWhosePlansTookAllOfItsTime(String sql) {
        AtomicLong nanos = new AtomicLong();
        long plan = config.queryTimeMax().toNanos() * 3 / 4;
        QueryRunner slow = new QueryRunner(database, config, () -> nanos.getAndAdd(plan));

        assertThatThrownBy(() -> slow.run(sql)).hasMessage("the query took longer than 60 s and was given up");
    }

    @Test
    void shouldNotBeginAQueryThatWasPlannedWhileTheWarehouseCloses() throws Exception {
        AtomicLong reads = new AtomicLong();
        CompletableFuture<Thread> closing = new CompletableFuture<>();
        CompletableFuture<QueryRunner> runner = new CompletableFuture<>();
        runner.complete(new QueryRunner(database, config, () -> {
            if (reads.getAndIncrement() == 1) { // after the first plan
                Thread thread = new Thread(runner.join()::close);
                thread.start();
                awaitClosed(runner.join());
                closing.complete(thread);
            }
            return 0;
        }));

        assertThatThrownBy(() -> runner.join().run("select 1")).hasMessage("the warehouse is stopping");
        closing.join().join();
    }

    @Test
    void shouldNotBeUpsetByAQueryThatEndsBeforeItIsCancelled() throws Exception {
        try (Connection connection = database.connect();
                Statement ended = connection.createStatement()) {
            ended.close();

            assertThat((Exception) QueryRunner.cancel(ended)).isNotNull();
        }
    }

    private static WarehouseConfig config(Duration queryTimeMax) {
        return new WarehouseConfig(
                directory.resolve("warehouse"), directory.resolve("objects"), 512, 2, 100, queryTimeMax, Duration.ZERO);
    }

    private static void awaitClosed(QueryRunner runner) {
        while (true) {
            try {
                runner.run("select 1");
            } catch (RefusedQueryException e) {
                if (String.valueOf(e.getMessage()).contains("stopping")) {
                    return;
                }
            }
        }
    }

    @Test
    void shouldNotTakeMoreMemoryThanAllowed() {
        assertThatThrownBy(() -> queries.run("select length(string_agg(repeat('x', 1000000), '')) from range(10000)"))
                .isInstanceOf(RefusedQueryException.class);
    }

    @Test
    void shouldAnswerWhileALoadIsUnderWay() throws Exception {
        Objects objects = new Objects(config.objects());
        for (int i = 0; i < 10; i++) {
            objects.writeRows("more-" + i + ".gz", 1_000 + i * 1_000, 1_000);
        }
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService loading = Executors.newSingleThreadExecutor();

        Future<?> load = loading.submit(() -> {
            try (ObjectLoader loader = new ObjectLoader(database, config.objects(), InstantSource.system(), METERS)) {
                begun.countDown();
                for (int i = 0; i < 10; i++) {
                    loader.load(List.of("more-" + i + ".gz"));
                }
            }
            return null;
        });
        begun.await();
        boolean isWhole = true;
        while (!load.isDone()) {
            isWhole &= isConsistent();
        }
        load.get();
        loading.shutdown();

        assertThat(isWhole).isTrue();
        assertThat(queries.run("select count(*) from events").rows()).containsExactly(List.of(10_150L));
    }

    /** What a query sees is one moment: rows, ledger and objects agree in the middle of a load too. */
    private boolean isConsistent() throws RefusedQueryException {
        List<?> row = queries.run("select (select count(*) from events) = (select sum(merged) from ledger)"
                        + " and (select count(*) from events) = (select sum(rows) from loaded_objects)")
                .rows()
                .get(0);
        return row.equals(List.of(true));
    }
}

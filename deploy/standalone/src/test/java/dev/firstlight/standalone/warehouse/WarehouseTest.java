package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WarehouseTest {

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);

    @Test
    void shouldLoadWhatStandsThereAndWhatIsAnnouncedBeforeItCloses() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        objects.writeRows("2026/a.gz", 0, 10);

        try (Warehouse warehouse = open()) {
            objects.writeRows("2026/b.gz", 10, 10);
            warehouse.announce("2026/b.gz");
            warehouse.announce("2026/b.gz");
        }

        try (Warehouse warehouse = open()) {
            assertThat(warehouse.query("select count(*) from events").rows()).containsExactly(List.of(20L));
            assertThat(warehouse.ledger()).hasSize(6);
        }
    }

    @Test
    void shouldSayThatTheLedgerIsCutAndKeepItsNewestCounts() throws Exception {
        new Objects(directory.resolve("objects")).writeRows("a.gz", 0, 12); // three pixels, two minutes
        open().close();

        try (Warehouse warehouse = open()) {
            LedgerAnswer cut = warehouse.ledger(LedgerRange.ALL, 5);
            LedgerAnswer whole = warehouse.ledger(LedgerRange.ALL, 6);

            assertThat(cut.isCut()).isTrue();
            assertThat(cut.counts())
                    .hasSize(5)
                    .isEqualTo(whole.counts().stream()
                            .filter(count -> cut.counts().contains(count))
                            .toList());
            assertThat(cut.counts().get(4)).isEqualTo(whole.counts().get(5));
            assertThat(whole.isCut()).isFalse();
        }
    }

    @Test
    void shouldFindLaterWhatItWasStillTryingWhenItClosed() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));

        try (Warehouse warehouse = open()) {
            warehouse.announce("late.gz");
        }
        objects.writeRows("late.gz", 0, 10);
        open().close();

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isZero();
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED)).isEqualTo(10);
    }

    @Test
    void shouldGiveUpAnObjectAsFirehoseDoesAndLoadItOnceWhenItIsRedriven() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        objects.writeRows("2026/11/a.gz", 0, 10);
        objects.writeRows("2026/11/b.gz", 10, 10);

        try (Warehouse refusing = open(copy -> names -> {
            for (String name : names) {
                if (name.endsWith("a.gz")) {
                    throw new RefusedObjectException(name, "scripted");
                }
            }
            return copy.load(names);
        })) {
            awaitLoaded(refusing);
            assertThat(refusing.givenUp()).containsExactly("errors/manifests/2026/11/a");
            assertThat(refusing.query("select count(*) from events").rows()).containsExactly(List.of(10L));
        }
        try (Warehouse warehouse = open()) {
            awaitLoaded(warehouse);
            assertThat(warehouse.query("select count(*) from events").rows())
                    .as("nobody loads it but a re-drive")
                    .containsExactly(List.of(10L));

            assertThat(warehouse.redrive()).isEqualTo(new Redriven(1, 10));
            assertThat(warehouse.redrive()).isEqualTo(new Redriven(0, 0));

            assertThat(warehouse.givenUp()).isEmpty();
            assertThat(warehouse
                            .query("select count(*), count(distinct dedup_id) from events")
                            .rows())
                    .containsExactly(List.of(20L, 20L));
            assertThat(warehouse.query("select manifest, loaded from redrives").rows())
                    .containsExactly(List.of("errors/manifests/2026/11/a", 10L));
        }
        assertThat(Files.readString(directory.resolve("objects/errors/manifests/2026/11/a")))
                .isEqualTo("{\"entries\":[{\"url\":\"s3://local/2026/11/a.gz\",\"mandatory\":true}]}");
    }

    /** Each of them alone would be tried for an hour. */
    @Test
    void shouldLoadWhatComesBehindManyObjectsThatFail() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        try (Warehouse warehouse = WarehouseProcess.open(directory, meters, Duration.ofHours(1))) {
            for (int i = 0; i < 64; i++) {
                warehouse.announce("absent-" + i + ".gz");
            }
            await(() -> warehouse.query("select 1 from load_errors").rows().size() == 64);
            objects.writeRows("good.gz", 0, 10);
            warehouse.announce("good.gz");

            await(() -> !warehouse.query("select 1 from loaded_objects").rows().isEmpty());
            await(() -> warehouse
                    .query(
                            "select count(*), count(line_number), min(error_message) like '%NoSuchFile%' from load_errors")
                    .rows()
                    .equals(List.of(List.of(64L, 0L, true))));

            assertThat(warehouse.waitingSinceMs()).isNotEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void shouldWaitForAWarehouseThatTakesNothing() throws Exception {
        WarehouseConfig config = config();
        new Objects(config.objects()).writeRows("a.gz", 0, 10);
        try (Database database = new Database(config);
                DuckDBConnection other = database.connect()) {
            Database.execute(
                    other,
                    List.of(
                            "alter table load_errors rename to away",
                            "alter table loaded_objects drop column loaded_at"));
            try (Loading loading = new Loading(
                    database, config, UnaryOperator.identity(), InstantSource.system(), meters, why -> {})) {
                await(() -> meters.count(StandaloneMeter.WAREHOUSE_AWAY) >= 2);
                assertThat(config.objects().resolve("errors")).doesNotExist();
                assertThat(loading.waitingSinceMs()).isZero();

                Database.execute(
                        other,
                        List.of(
                                "alter table away rename to load_errors",
                                "alter table loaded_objects add column loaded_at timestamp"));
                await(() -> loading.waitingSinceMs() == Long.MAX_VALUE);
            }
        }

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED)).isEqualTo(10);
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isZero();
    }

    @Test
    void shouldSayThatItLoadsNoMoreWhenItsDatabaseAnswersNoMore() throws Exception {
        new Objects(directory.resolve("objects")).writeRows("a.gz", 0, 10);
        CompletableFuture<String> dead = new CompletableFuture<>();
        UnaryOperator<Copy> gone = copy -> names -> {
            ((ObjectLoader) copy).close();
            return copy.load(names);
        };

        try (Warehouse unused = open(gone, dead)) {
            assertThat(dead.get()).startsWith("the local warehouse loads no more");
        }
    }

    @Test
    void shouldLoadWhatWasGivenUpOnceWhenTwoRedriveItAtOnce() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        for (int i = 0; i < 5; i++) {
            // neighbours share half of their identities: two loads that did not wait for each other would double them
            objects.writeRows("2026/" + i + ".gz", i * 50, 100);
        }
        try (Warehouse refusing = open(copy -> names -> {
            throw new RefusedObjectException(names.get(0), "scripted");
        })) {
            awaitLoaded(refusing);
        }

        try (Warehouse warehouse = open()) {
            CyclicBarrier start = new CyclicBarrier(2);
            Callable<Redriven> redrive = () -> {
                start.await();
                return warehouse.redrive();
            };
            ExecutorService threads = Executors.newFixedThreadPool(2);
            long rows = 0;
            for (Future<Redriven> done : threads.invokeAll(List.of(redrive, redrive))) {
                rows += done.get().rows();
            }
            threads.shutdown();

            assertThat(rows).isEqualTo(500);
            assertThat(warehouse
                            .query("select count(*), count(distinct dedup_id) from events")
                            .rows())
                    .containsExactly(List.of(300L, 300L));
        }
    }

    @Test
    void shouldGiveUpADamagedObjectWholeSayWhyAndLoadItOnceWhenItIsMended() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        Path cut = directory.resolve("objects/cut.gz");
        objects.writeRows("cut.gz", 0, 500);
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length - 9));
        objects.write("line.gz", Objects.row(1_000, "p", "2026-11-22 12:00:00.000"), "[\"a row of nobody\"]");
        objects.writeRows("whole.gz", 2_000, 10);
        String errors =
                "select file_name, line_number > 1, error_message, line_text, failures from load_errors order by 1";

        try (Warehouse warehouse = open(UnaryOperator.identity())) {
            awaitLoaded(warehouse);

            assertThat(warehouse.query("select count(*) from events").rows()).containsExactly(List.of(10L));
            assertThat(warehouse.query(errors).rows())
                    .containsExactly(
                            List.of("cut.gz", true, damage(), "", 1L),
                            List.of("line.gz", true, "pixel_id: absent", "[\"a row of nobody\"]", 1L));
            assertThat(warehouse.givenUp()).containsExactly("errors/manifests/cut", "errors/manifests/line");
            assertThatThrownBy(warehouse::redrive).hasMessageContaining("cut.gz, line ");

            Files.write(cut, whole);
            assertThatThrownBy(warehouse::redrive).hasMessageContaining("line.gz, line 2: pixel_id: absent");
            objects.write("line.gz", Objects.row(1_000, "p", "2026-11-22 12:00:00.000"));
            assertThat(warehouse.redrive()).isEqualTo(new Redriven(1, 1));
            assertThat(warehouse.redrive()).isEqualTo(new Redriven(0, 0));

            assertThat(warehouse
                            .query("select count(*), count(distinct dedup_id) from events")
                            .rows())
                    .containsExactly(List.of(511L, 511L));
            assertThat(warehouse
                            .query("select file_name, failures from load_errors order by 1")
                            .rows())
                    .containsExactly(List.of("cut.gz", 2L), List.of("line.gz", 3L));
        }
    }

    private static String damage() {
        return "the object is damaged from here on: Unexpected end of ZLIB input stream";
    }

    @Test
    void shouldTakeOverTheLedgerOfAnOlderFile() throws Exception {
        new Objects(directory.resolve("objects")).writeRows("a.gz", 0, 10);
        open().close();
        try (Connection older =
                        DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("warehouse/warehouse.duckdb"));
                Statement statement = older.createStatement()) {
            statement.execute("drop view ledger");
            statement.execute("create table ledger as select * from ledger_counts");
            statement.execute("drop table ledger_counts");
        }

        try (Warehouse warehouse = open()) {
            assertThat(warehouse.ledger().stream()
                            .mapToLong(LedgerCount::merged)
                            .sum())
                    .isEqualTo(10);
        }
    }

    @Test
    void shouldGoOnBesideAManifestThatNamesNoObject() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("objects/errors/manifests"));
        Files.writeString(folder.resolve("odd"), "{\"entries\":[{\"url\":\"s3://local/a\\u0000.gz\"}]}");
        CompletableFuture<String> dead = new CompletableFuture<>();

        try (Warehouse warehouse = open(UnaryOperator.identity(), dead)) {
            new Objects(directory.resolve("objects")).writeRows("b.gz", 0, 10);
            warehouse.announce("b.gz");
        }

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED)).isEqualTo(10);
        assertThat(dead).isNotDone();
    }

    @Test
    void shouldSayThatItLoadsNoMore() throws Exception {
        new Objects(directory.resolve("objects")).writeRows("a.gz", 0, 10);
        CompletableFuture<String> dead = new CompletableFuture<>();
        UnaryOperator<Copy> dying = copy -> names -> {
            throw new OutOfMemoryError("scripted");
        };

        try (Warehouse warehouse = open(dying, dead)) {
            assertThat(dead.get()).isEqualTo("the local warehouse loads no more; the log says why");
            assertThat(warehouse.query("select count(*) from events").rows()).containsExactly(List.of(0L));
        }
    }

    private static void awaitLoaded(Warehouse warehouse) throws Exception {
        await(() -> warehouse.waitingSinceMs() == Long.MAX_VALUE);
    }

    /** Until the test's own timeout interrupts it. */
    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void shouldCancelQueriesWhenItCloses() throws Exception {
        Warehouse warehouse = open();
        Thread asking = new Thread(() -> {
            try {
                warehouse.query("select count(*) from range(100000000) a, range(100000000) b"
                        + " where hash(a.range + b.range) = 7");
            } catch (RefusedQueryException expected) {
                // The meter says so.
            }
        });
        asking.start();
        while (asking.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }

        warehouse.close();
        asking.join();

        assertThat(meters.count(StandaloneMeter.QUERIES_REFUSED)).isEqualTo(1);
    }

    private Warehouse open() {
        return WarehouseProcess.open(directory, meters);
    }

    /** One that gives up at once. */
    private Warehouse open(UnaryOperator<Copy> around) {
        return open(around, new CompletableFuture<>());
    }

    private Warehouse open(UnaryOperator<Copy> around, CompletableFuture<String> dead) {
        return new Warehouse(config(), around, InstantSource.system(), meters, dead::complete);
    }

    private WarehouseConfig config() {
        return new WarehouseConfig(
                directory.resolve("warehouse"),
                directory.resolve("objects"),
                512,
                2,
                100,
                Duration.ofSeconds(10),
                Duration.ZERO);
    }
}

package dev.firstlight.standalone.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.EventColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of Redshift, run in DuckDB: what it does to rows. That Redshift's own locks and snapshots hold is not shown by this. */
final class LoadTest {

    private static final String NOON = "2026-11-22 12:00:30";
    private static final String LATER = "2026-11-22 12:01:30";

    @TempDir
    Path directory;

    private Redshift redshift;
    private List<String> load;

    @BeforeEach
    void open() throws Exception {
        redshift = new Redshift(directory.resolve("redshift.duckdb")).migrated();
        load = Redshift.load();
    }

    @AfterEach
    void close() throws Exception {
        redshift.close();
    }

    @Test
    void shouldKeepTheFirstOfAnIdentityAndEmptyStaging() throws Exception {
        stage("a", NOON, 3);
        stage("a", NOON, 1);
        stage("b", NOON, 2);

        call();

        assertThat(redshift.rows("select dedup_id, type from firstlight.events order by 1"))
                .containsExactly(List.of("a", "t1"), List.of("b", "t2"));
        assertThat(redshift.one("select count(*) from firstlight.events_staging"))
                .isEqualTo("0");
        assertThat(redshift.one("select count(*) from firstlight.events_batch")).isEqualTo("0");
    }

    @Test
    void shouldKeepTheFirstInTheRawLogWhateverTheClocksOfCollectorsSay() throws Exception {
        stage("a", NOON, 2);
        stage("a", LATER, 1);

        call();

        assertThat(redshift.rows("select dedup_id, type from firstlight.events"))
                .containsExactly(List.of("a", "t1"));
        assertThat(redshift.rows("select dedup_id, raw_offset from firstlight.merged_away"))
                .containsExactly(List.of("a", "2"));
    }

    @Test
    void shouldPutThePagesUrlTogetherWhereTheRowLeftItToItsParts() throws Exception {
        Map<String, Object> parts = Redshift.row("a", "shop", NOON, 1);
        parts.putAll(
                Map.of("page_scheme", "https", "page_host", "shop.example", "page_path", "/x", "page_query", "q=1"));
        Map<String, Object> given = Redshift.row("b", "shop", NOON, 2);
        given.putAll(
                Map.of("page_url", "https://shop.example:8443", "page_scheme", "https", "page_host", "shop.example"));
        redshift.copy(parts);
        redshift.copy(given);
        redshift.copy(Redshift.row("c", "shop", NOON, 3));

        call();

        assertThat(redshift.rows("select dedup_id, page_url from firstlight.events order by 1"))
                .containsExactly(
                        List.of("a", "https://shop.example/x?q=1"),
                        List.of("b", "https://shop.example:8443"),
                        List.of("c", "null"));
    }

    @Test
    void shouldChangeNothingWhenItIsRunAgain() throws Exception {
        stage("a", NOON, 1);

        call();
        call();
        stage("a", NOON, 1);
        call();

        assertThat(redshift.rows("select dedup_id, type from firstlight.events"))
                .containsExactly(List.of("a", "t1"));
        assertThat(redshift.rows("select loaded, merged from firstlight.loads order by loaded_at"))
                .containsExactly(List.of("1", "1"), List.of("1", "0"));
    }

    @Test
    void shouldTellRedeliveredRowsFromOtherEventsOfTheSameIdentity() throws Exception {
        stage("a", NOON, 1);
        stage("a", NOON, 1);
        call();
        stage("a", NOON, 1); // again, in a later load
        stage("a", LATER, 9); // another event of that identity
        stage("a", LATER, 9);
        call();
        stage("a", LATER, 9);
        call();

        assertThat(redshift.rows(
                        "select minute, loaded, merged, merged_away, redelivered from firstlight.ledger order by 1"))
                .containsExactly(
                        List.of("2026-11-22 12:00:00.0", "3", "1", "0", "2"),
                        List.of("2026-11-22 12:01:00.0", "3", "0", "1", "2"));
    }

    @Test
    void shouldKeepWhatCopyBringsWhileItLoads() throws Exception {
        stage("a", NOON, 1);

        loadWhileCopyBrings("late", load);

        assertThat(redshift.rows("select dedup_id from firstlight.events_staging"))
                .containsExactly(List.of("late"));
        call();
        assertThat(redshift.one("select count(*) from firstlight.events")).isEqualTo("2");
    }

    @Test
    void shouldNoticeAStagingThatIsDeletedWholesale() throws Exception {
        stage("a", NOON, 1);

        loadWhileCopyBrings(
                "late",
                load.stream()
                        .map(sql -> sql.replaceAll("(?s)^(DELETE FROM firstlight.events_staging)\\b.*", "$1"))
                        .toList());
        call();

        assertThat(redshift.rows("select dedup_id from firstlight.events"))
                .as("the late one is lost, which the test above would say")
                .containsExactly(List.of("a"));
    }

    @Test
    void shouldLoseAndDoubleNothingWhenTwoLoadAtOnceAndTryAgainAfterAConflict() throws Exception {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 20; i++) {
                stage("r" + round + "-" + i % 15, NOON, round * 100L + i);
            }
            twoAtOnce();
        }

        assertThat(redshift.rows("select count(*), count(distinct dedup_id) from firstlight.events"))
                .containsExactly(List.of("120", "120"));
        assertThat(redshift.rows("select sum(loaded), sum(merged), sum(merged_away) from firstlight.ledger"))
                .containsExactly(List.of("160", "120", "40"));
        assertThat(redshift.one("select count(*) from firstlight.events_staging"))
                .isEqualTo("0");
    }

    @Test
    void shouldLeaveNothingBehindWhenItDiesAtAnyStatement() throws Exception {
        for (int died = 1; died <= load.size(); died++) {
            stage("x" + died, NOON, died);
            List<String> cut = new ArrayList<>(load.subList(0, died));
            cut.add("select error('dies here')");
            try {
                Redshift.call(redshift.connection(), cut);
            } catch (SQLException expected) {
                assertThat(expected.getMessage()).contains("dies here");
            }
            assertThat(redshift.one("select count(*) from firstlight.events_staging"))
                    .isEqualTo(String.valueOf(died));
        }

        call();

        assertThat(redshift.one("select count(*) from firstlight.events")).isEqualTo(String.valueOf(load.size()));
        assertThat(redshift.one("select sum(loaded) from firstlight.ledger")).isEqualTo(String.valueOf(load.size()));
    }

    @Test
    void shouldLoseNoRowAndNoValueWhenAColumnIsAddedWhileEventsFlow() throws Exception {
        EventColumn added = EventColumn.ISP;
        String name = added.columnName();
        for (String table : List.of("events", "events_staging", "events_batch")) {
            Redshift.run(redshift.connection(), "alter table firstlight." + table + " drop column " + name);
        }
        List<String> oldLoad = load.stream()
                .map(sql -> sql.replaceAll("(?m)^ *(staged\\.|batch\\.)?" + name + ",\\n", ""))
                .toList();
        stage("old", NOON, 1);
        copyWith("too-early", 2, name); // the sink was first: the row comes, the value does not
        Redshift.call(redshift.connection(), oldLoad);
        stage("old-again", NOON, 3);

        String migration = Objects.requireNonNull(new Migrations(withoutColumn(name)).next());
        redshift.migrate(migration);
        copyWith("new", 4, name);
        stage("old-still", NOON, 5);
        Redshift.call(redshift.connection(), Redshift.load(Redshift.bodyOf(migration)));

        assertThat(redshift.rows("select dedup_id, " + name + " from firstlight.events order by raw_offset"))
                .containsExactly(
                        List.of("old", "null"),
                        List.of("too-early", "null"),
                        List.of("old-again", "null"),
                        List.of("new", "given"),
                        List.of("old-still", "null"));
    }

    /** Each statement on its own, so that it sees the row, as no snapshot of one transaction would. */
    private void loadWhileCopyBrings(String id, List<String> statements) throws SQLException {
        for (String sql : statements) {
            if (sql.startsWith("DELETE FROM firstlight.events_staging")) {
                stage(id, NOON, 2);
            }
            Redshift.run(redshift.connection(), sql);
        }
    }

    private void twoAtOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService loads = Executors.newFixedThreadPool(2);
        Callable<Integer> one = () -> {
            try (Connection own = redshift.another()) {
                start.await();
                for (int tries = 1; ; tries++) {
                    try {
                        Redshift.call(own, load);
                        return tries;
                    } catch (SQLException conflict) {
                        assertThat(conflict.getMessage()).containsIgnoringCase("conflict");
                    }
                }
            }
        };
        try {
            for (Future<Integer> done : List.of(loads.submit(one), loads.submit(one))) {
                done.get();
            }
        } finally {
            loads.shutdown();
        }
    }

    /** The folder as it was before the column. */
    private Path withoutColumn(String name) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("migrations"));
        String sql = Files.readString(Redshift.MIGRATIONS.resolve("0001-events.sql"));
        Files.writeString(folder.resolve("0001-events.sql"), sql.replaceAll("(?m)^    " + name + " .*\\n", ""));
        return folder;
    }

    private void call() throws SQLException {
        Redshift.call(redshift.connection(), load);
    }

    private void stage(String id, String receivedAt, long offset) throws SQLException {
        redshift.copy(Redshift.row(id, "shop", receivedAt, offset));
    }

    private void copyWith(String id, long offset, String column) throws SQLException {
        Map<String, Object> row = Redshift.row(id, "shop", NOON, offset);
        row.put(column, "given");
        redshift.copy(row);
    }
}

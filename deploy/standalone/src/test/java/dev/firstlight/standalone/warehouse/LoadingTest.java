package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LoadingTest {

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final AtomicLong nowMs =
            new AtomicLong(Instant.parse("2026-11-23T02:00:00Z").toEpochMilli());

    @Test
    void shouldLookAgainAMinuteAfterALookThatFailedThoughObjectsAreAnnouncedAllTheTime() throws Exception {
        WarehouseConfig config = new WarehouseConfig(
                directory.resolve("warehouse"), directory.resolve("objects"), Duration.ofSeconds(10));
        Objects objects = new Objects(config.objects());
        objects.writeRows("unannounced.gz", 0, 10);
        objects.writeRows("announced.gz", 10, 10);
        try (Database database = new Database(config);
                DuckDBConnection other = database.connect()) {
            Database.execute(other, List.of("alter table loaded_objects rename to away"));
            try (Loading loading = new Loading(
                    database,
                    config,
                    UnaryOperator.identity(),
                    () -> Instant.ofEpochMilli(nowMs.get()),
                    meters,
                    why -> {})) {
                await(() -> meters.count(StandaloneMeter.WAREHOUSE_LOOKS_FAILED) == 1);
                Database.execute(other, List.of("alter table away rename to loaded_objects"));
                loading.announce("announced.gz");
                await(() -> meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED) == 1);
                nowMs.addAndGet(Loading.LOOK_AGAIN_MS - 1);
                again(loading, () -> meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SKIPPED) >= 3);
                assertThat(loading.waitingSinceMs())
                        .as("the minute is not over")
                        .isZero();

                nowMs.incrementAndGet();
                again(loading, () -> meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED) == 2);
            }
        }

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED)).isEqualTo(20);
    }

    /** Announces what is loaded already until then, so that the thread never finds nothing. */
    private static void again(Loading loading, Callable<Boolean> condition) throws Exception {
        await(() -> {
            loading.announce("announced.gz");
            return condition.call();
        });
    }

    /** Until the test's own timeout interrupts it. */
    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }
}

package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void shouldFindLaterWhatCouldNotBeLoaded() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));

        try (Warehouse warehouse = open()) {
            warehouse.announce("late.gz");
        }
        objects.writeRows("late.gz", 0, 10);
        open().close();

        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE)).isEqualTo(1);
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED)).isEqualTo(10);
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
}

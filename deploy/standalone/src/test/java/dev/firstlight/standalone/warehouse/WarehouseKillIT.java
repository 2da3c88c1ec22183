package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarehouseKillIT {

    private static final int OBJECTS = 60;
    private static final int ROWS = 500;
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    @Test
    void shouldLoadEveryObjectOnceWhenItIsKilledWhileItLoads() throws Exception {
        Objects objects = new Objects(directory.resolve("objects"));
        for (int i = 0; i < OBJECTS; i++) {
            // Each object brings the second half of the one before again.
            objects.writeRows(String.format("%03d.gz", i), i * ROWS / 2, ROWS);
        }

        for (int kill = 1; kill <= KILLS; kill++) {
            try (WarehouseProcess warehouse = new WarehouseProcess(directory)) {
                warehouse.awaitLoaded(kill * 10);
                warehouse.kill();
            }
        }
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        WarehouseProcess.open(directory, meters).close();

        long merged = (OBJECTS + 1L) * ROWS / 2;
        try (Warehouse warehouse = WarehouseProcess.open(directory, meters)) {
            assertThat(warehouse
                            .query("select count(*), count(distinct dedup_id) from events")
                            .rows())
                    .containsExactly(List.of(merged, merged));
            assertThat(warehouse
                            .query("select count(*), sum(rows)::bigint from loaded_objects")
                            .rows())
                    .containsExactly(List.of((long) OBJECTS, (long) OBJECTS * ROWS));
            assertThat(warehouse.ledger().stream()
                            .mapToLong(LedgerCount::loaded)
                            .sum())
                    .isEqualTo((long) OBJECTS * ROWS);
            assertThat(warehouse.ledger().stream()
                            .mapToLong(LedgerCount::merged)
                            .sum())
                    .isEqualTo(merged);
        }
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED)).isBetween(1L, OBJECTS - 10L * KILLS);
    }
}

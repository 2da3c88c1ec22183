package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.Leash;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.firehose.BufferingHints;
import dev.firstlight.standalone.firehose.DeliveryStreams;
import dev.firstlight.standalone.firehose.FaultScript;
import dev.firstlight.standalone.firehose.FirehoseEndpoint;
import dev.firstlight.standalone.firehose.ObjectStore;
import dev.firstlight.standalone.firehose.StreamDefinition;
import dev.firstlight.standalone.warehouse.Copy;
import dev.firstlight.standalone.warehouse.QueryEndpoint;
import dev.firstlight.standalone.warehouse.RefusedObjectException;
import dev.firstlight.standalone.warehouse.Warehouse;
import dev.firstlight.standalone.warehouse.WarehouseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The local run's Firehose endpoint and warehouse, alone in a JVM, wired as there but for what a test wants: an object as soon as something
 * came, a COPY that is given up at once, a {@link Fuse}, and the fault of a plant. Says {@code ready}; hears {@code die LOADS MICROS}.
 */
final class WarehouseMain {

    static final String STREAM = "events";

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final int ROWS_MAX = 1_000_000;

    private WarehouseMain() {}

    /** Directory, port of Firehose, port of queries, script of faults, plant. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = Path.of(arguments[0]);
        FaultScript faults = FaultScript.parse(arguments[3]);
        SinkPlant plant = SinkPlant.valueOf(arguments[4]);
        Fuse fuse = new Fuse();
        Leash.follow(fuse::hear);
        if (plant == SinkPlant.LOADED_OBJECTS_FORGOTTEN) {
            forgetLoadedObjects(directory.resolve("warehouse/warehouse.duckdb"));
        }
        Service service = Service.named("warehouse");
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        InstantSource clock = InstantSource.system();
        Path objects = directory.resolve("objects");
        WarehouseConfig config = new WarehouseConfig(
                directory.resolve("warehouse"), objects, 256, 1, ROWS_MAX, Duration.ofSeconds(20), Duration.ZERO);
        Warehouse warehouse = service.own(
                "warehouse",
                STOP_WITHIN,
                new Warehouse(
                        config,
                        copy -> planted(refused(fuse.before(copy), faults), plant),
                        clock,
                        meters,
                        service::giveUp));
        DeliveryStreams streams = service.own(
                "streams",
                STOP_WITHIN,
                new DeliveryStreams(
                        directory.resolve("streams"), new ObjectStore(objects, warehouse::announce), clock, meters));
        service.own(
                "queries",
                STOP_WITHIN,
                new QueryEndpoint(
                        Integer.parseInt(arguments[2]),
                        directory.resolve("token"),
                        warehouse,
                        streams::bufferedSinceMs));
        BufferingHints hints = new BufferingHints(1, 0);
        streams.ensure(new StreamDefinition(STREAM, "", hints, clock.instant()));
        service.own(
                "firehose",
                STOP_WITHIN,
                new FirehoseEndpoint(Integer.parseInt(arguments[1]), streams, hints, faults, clock, meters));
        System.out.println("ready");
        Service.runUntilSignal(service);
    }

    private static Copy refused(Copy copy, FaultScript faults) {
        return objects -> {
            for (String object : objects) {
                if (faults.isCopyRefused(object)) {
                    throw new RefusedObjectException(object, "the script of faults refuses this object");
                }
            }
            return copy.load(objects);
        };
    }

    private static Copy planted(Copy copy, SinkPlant plant) {
        if (plant != SinkPlant.COPY_ERROR_SWALLOWED) {
            return copy;
        }
        return objects -> {
            try {
                return copy.load(objects);
            } catch (SQLException | IOException e) {
                return 0;
            }
        };
    }

    private static void forgetLoadedObjects(Path file) throws SQLException {
        if (Files.exists(file)) {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("delete from loaded_objects");
            }
        }
    }
}

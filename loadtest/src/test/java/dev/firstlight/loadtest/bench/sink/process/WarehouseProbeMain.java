package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.loadtest.bench.process.Profiler;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.warehouse.Warehouse;
import dev.firstlight.standalone.warehouse.WarehouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The local warehouse as it is, in this process: {@code DIRECTORY OBJECTS} in; {@code ready} out; then {@code load FROM} moves the objects of a directory to where
 * Firehose leaves them, announces them as it does, and is answered with the milliseconds until all were loaded and the rows that were merged;
 * {@code profile ARGUMENTS} is answered, too.
 */
public final class WarehouseProbeMain {

    static final String PROFILE = "profile ";
    static final String LOAD = "load ";

    private static final long LOOK_EACH_MS = 5;
    private static final Duration COPY_RETRY = Duration.ofSeconds(10);

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final Path objects;
    private final Warehouse warehouse;

    private WarehouseProbeMain(Path directory, Path objects) {
        this.objects = objects;
        this.warehouse =
                new Warehouse(new WarehouseConfig(directory, objects, COPY_RETRY), InstantSource.system(), meters);
    }

    public static void main(String[] args) {
        Profiler profiler = new Profiler();
        WarehouseProbeMain probe = new WarehouseProbeMain(Path.of(args[0]), Path.of(args[1]));
        Lines.serve("ready", command -> {
            if (command.startsWith(PROFILE)) {
                return profiler.execute(command.substring(PROFILE.length()));
            }
            return command.startsWith(LOAD) ? probe.load(Path.of(command.substring(LOAD.length()))) : "?";
        });
    }

    private String load(Path from) {
        try {
            List<Path> files;
            try (Stream<Path> listed = Files.list(from)) {
                files = listed.sorted().toList();
            }
            for (Path file : files) {
                Files.move(file, objects.resolve(String.valueOf(file.getFileName())), StandardCopyOption.ATOMIC_MOVE);
            }
            long loaded = meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED);
            long merged = meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED);
            long startNanos = System.nanoTime();
            files.forEach(file -> warehouse.announce(String.valueOf(file.getFileName())));
            while (meters.count(StandaloneMeter.WAREHOUSE_OBJECTS_LOADED) - loaded < files.size()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            }
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            return tookMs + " " + (meters.count(StandaloneMeter.WAREHOUSE_ROWS_MERGED) - merged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "?";
        }
    }
}

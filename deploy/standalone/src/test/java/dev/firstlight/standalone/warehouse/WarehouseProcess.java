package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The warehouse in a process of its own, to be killed while it loads. */
final class WarehouseProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    WarehouseProcess(Path directory) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        // DuckDB unpacks its library there, and whoever is killed does not remove it.
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        classPath,
                        WarehouseProcess.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
    }

    /** Waits until so many objects are loaded; fewer when it has none left to load. */
    void awaitLoaded(int count) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("loaded=") && Integer.parseInt(line.substring("loaded=".length())) >= count) {
                return;
            }
        }
        throw new IOException("the warehouse's process ended before it had loaded " + count + " objects");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static Warehouse open(Path directory, Meters meters) {
        return open(directory, meters, Duration.ofSeconds(10));
    }

    static Warehouse open(Path directory, Meters meters, Duration copyRetryMax) {
        WarehouseConfig config =
                new WarehouseConfig(directory.resolve("warehouse"), directory.resolve("objects"), copyRetryMax);
        return new Warehouse(config, InstantSource.system(), meters);
    }

    /** Loads what is there and says how far it is, until it is killed. */
    public static void main(String[] arguments) throws RefusedQueryException {
        Warehouse warehouse = open(Path.of(arguments[0]), new Meters("standalone", StandaloneMeter.class));
        while (true) {
            System.out.println("loaded="
                    + warehouse
                            .query("select count(*) from loaded_objects")
                            .rows()
                            .get(0)
                            .get(0));
        }
    }
}

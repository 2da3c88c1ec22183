package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.Profiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link WarehouseProbeMain} on all cores, with the JVM's options of {@code deploy/firstlight up}. Threads: the benchmark's. */
public final class WarehouseProcess implements AutoCloseable {

    private static final long STARTS_WITHIN_SECONDS = 120;
    private static final long LOADS_WITHIN_SECONDS = 300;
    private static final double MS_PER_SECOND = 1e3;

    private final ChildJvm child;

    /** How fast objects were loaded. */
    public record Loaded(long rows, long tookMs) {

        public double perSecond() {
            return rows * MS_PER_SECOND / tookMs;
        }
    }

    /** Returns when it is open. */
    public WarehouseProcess(Path directory, Path warehouse, Path objects, Cores cores)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(PipelineProcess.OPTIONS);
        options.add("-Dlogback.configurationFile=logback.xml");
        options.addAll(Profiler.OPTIONS);
        child = new ChildJvm(
                directory,
                "warehouse",
                cores.all(),
                options,
                WarehouseProbeMain.class,
                List.of(warehouse.toString(), objects.toString()));
        child.next(STARTS_WITHIN_SECONDS);
    }

    /** Has it load all objects of a directory, which is empty afterwards. */
    public Loaded load(Path from) throws IOException, InterruptedException {
        String[] numbers =
                child.ask(WarehouseProbeMain.LOAD + from, LOADS_WITHIN_SECONDS).split(" ");
        return new Loaded(Long.parseLong(numbers[1]), Long.parseLong(numbers[0]));
    }

    /** From now on samples what all its threads do. */
    public void startProfile() throws IOException, InterruptedException {
        child.ask(WarehouseProbeMain.PROFILE + "start,event=cpu,interval=1ms,threads", LOADS_WITHIN_SECONDS);
    }

    /** Ends the sampling and writes a line for each stack with its count. */
    public void stopProfile(Path collapsed) throws IOException, InterruptedException {
        child.ask(WarehouseProbeMain.PROFILE + "stop", LOADS_WITHIN_SECONDS);
        child.ask(WarehouseProbeMain.PROFILE + "dump,collapsed,threads,file=" + collapsed, LOADS_WITHIN_SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}

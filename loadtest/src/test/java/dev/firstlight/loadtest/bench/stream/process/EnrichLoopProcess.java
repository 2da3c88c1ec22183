package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@link EnrichLoopMain} on the measured core, with the processor's heap. Threads: the benchmark's. */
public final class EnrichLoopProcess implements AutoCloseable {

    private static final long LOADS_WITHIN_SECONDS = 60;
    private static final long ANSWERS_WITHIN_SECONDS = 300;

    private final ChildJvm child;

    /** Returns when it has loaded what enrichments need. */
    public EnrichLoopProcess(Path directory, Cores cores) throws IOException, InterruptedException {
        child = new ChildJvm(
                directory,
                "enrich-loop",
                cores.measured(),
                List.of("-Xmx" + ProcessorProcess.HEAP_MIB + "m", "-Dlogback.configurationFile=logback.xml"),
                EnrichLoopMain.class,
                List.of(directory.resolve("keys").toString()));
        child.next(LOADS_WITHIN_SECONDS);
    }

    /** Share of so many events whose user agent was parsed, from a cache that is empty before the first. */
    public double missShare(int events) throws IOException, InterruptedException {
        return Double.parseDouble(child.ask("misses " + events, ANSWERS_WITHIN_SECONDS));
    }

    /** Processor time of a round of so many events in each state of {@link EnrichCost}. */
    public EnrichCost round(int events) throws IOException, InterruptedException {
        return EnrichCost.parse(child.ask("round " + events, ANSWERS_WITHIN_SECONDS));
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}

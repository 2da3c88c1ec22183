package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sink that is measured: a fixed heap, on a core of its own, all other settings as they are by default. Its name is its topics' prefix and its stream, so
 * that several stand side by side. Threads: the benchmark's.
 */
public final class SinkProcess implements MeasuredReader {

    public static final int HEAP_MIB = 256;

    private static final long STARTS_WITHIN_SECONDS = 60;
    private static final long ANSWERS_WITHIN_SECONDS = 20;
    private static final long TAKES_WITHIN_SECONDS = 300;
    private static final long LOOK_EACH_MS = 50;

    /** A commit follows acceptance at once; it is one transaction of a few entries. */
    private static final long COMMITTED_WITHIN_MS = 300;

    private final ChildJvm child;
    private final String name;

    /** Returns when it is ready. */
    public SinkProcess(
            Path directory, String name, Cores cores, String bootstrapServers, int partitions, String firehose)
            throws IOException, InterruptedException {
        this.name = name;
        Path config = directory.resolve("sink-" + name + ".conf");
        Files.writeString(config, """
                firehose-sink {
                  instance-id = "%1$s"
                  admin { port = 0 }
                  firehose { stream = "%1$s", region = "us-east-1", endpoint = "%2$s", access-key-id = "local", secret-access-key = "local" }
                  kafka {
                    bootstrap-servers = "%3$s", topic-prefix = "%4$s", partitions = %5$d
                    replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                  }
                }
                """.formatted(name, firehose, bootstrapServers, prefix(name), partitions));
        List<String> options =
                new ArrayList<>(List.of("-Xmx" + HEAP_MIB + "m", "-Dlogback.configurationFile=logback.xml"));
        options.addAll(Profiler.OPTIONS);
        child = new ChildJvm(
                directory, "sink-" + name, cores.measured(), options, SinkProbeMain.class, List.of(config.toString()));
        awaitReady();
    }

    /** What its topics' names begin with. */
    public static String prefix(String name) {
        return name + ".";
    }

    @Override
    public Duration cpu() {
        return child.cpu();
    }

    @Override
    public Duration compiling() throws IOException {
        return child.compiling();
    }

    /** What it has counted until now; cheap enough to be asked under load. */
    public SinkCounts counts() throws IOException, InterruptedException {
        return SinkCounts.parse(child.ask("counts", ANSWERS_WITHIN_SECONDS));
    }

    @Override
    public void take(int events, Runnable show) throws IOException, InterruptedException {
        long before = counts().delivered();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TAKES_WITHIN_SECONDS);
        show.run();
        long done = counts().delivered() - before;
        while (done < events && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            done = counts().delivered() - before;
        }
        TimeUnit.MILLISECONDS.sleep(COMMITTED_WITHIN_MS);
        SinkCounts after = counts();
        if (after.delivered() - before != events || after.abandoned() > 0 || after.refused() > 0) {
            throw new IOException(name + " has " + after + ", " + before + " of that before these " + events);
        }
    }

    /** Resident memory, MiB. */
    public double residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + child.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS for process " + child.pid());
    }

    /** From now on samples what all its threads do. */
    public void startProfile() throws IOException, InterruptedException {
        profile("start,event=cpu,interval=1ms,threads");
    }

    /** Ends the sampling and writes what came of it: a line for each stack with its count, and a picture. */
    public void stopProfile(Path collapsed, Path flameGraph) throws IOException, InterruptedException {
        profile("stop");
        profile("dump,collapsed,threads,file=" + collapsed);
        profile("dump,flamegraph,threads,title=Firstlight firehose-sink,file=" + flameGraph);
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }

    private void profile(String arguments) throws IOException, InterruptedException {
        String said = child.ask(SinkProbeMain.PROFILE + arguments, ANSWERS_WITHIN_SECONDS);
        if (!said.startsWith("ok")) {
            throw new IOException("profiling: " + said);
        }
    }

    /** One that does not start leaves nothing running. */
    private void awaitReady() throws IOException, InterruptedException {
        try {
            child.next(STARTS_WITHIN_SECONDS);
        } catch (IOException e) {
            child.kill();
            throw e;
        }
    }
}

package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.Profiler;
import dev.firstlight.loadtest.bench.stream.corpus.RawLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processor that is measured: one stream thread, a fixed heap, on a core of its own, all other settings as they are by default. Its name is
 * its topics' prefix, so that several stand side by side in one broker. Threads: the benchmark's.
 */
public final class ProcessorProcess implements MeasuredStream {

    public static final int HEAP_MIB = 512;

    private static final long ANSWERS_WITHIN_SECONDS = 20;
    private static final long PROCESSES_WITHIN_SECONDS = 300;
    private static final long ENDS_WITHIN_SECONDS = 60;
    private static final long LOOK_EACH_MS = 50;

    /** Three commit intervals of the default. */
    private static final long COMMITTED_WITHIN_MS = 600;

    private final ChildJvm child;
    private final String name;
    private final Path stateDirectory;
    private final long readyAfterMs;

    /** Returns when it is ready, its state restored; restoring 50 million ids takes minutes. */
    public ProcessorProcess(
            Path directory,
            String name,
            Cores cores,
            String bootstrapServers,
            int partitions,
            Guarantee guarantee,
            Duration readyWithin)
            throws IOException, InterruptedException {
        this.name = name;
        stateDirectory = directory.resolve("state-" + name);
        Path config = directory.resolve("processor-" + name + ".conf");
        Files.writeString(
                config, """
                    stream-processor {
                      instance-id = "%1$s"
                      state-directory = "%2$s"
                      standby-replicas = 0
                      admin { port = 0 }
                      keys { directory = "%3$s/keys" }
                      kafka {
                        bootstrap-servers = "%4$s", topic-prefix = "%5$s", partitions = %6$d
                        replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                      }
                    }
                    """.formatted(name, stateDirectory, directory, bootstrapServers, prefix(name), partitions));
        List<String> options =
                new ArrayList<>(List.of("-Xmx" + HEAP_MIB + "m", "-Dlogback.configurationFile=logback.xml"));
        options.addAll(Profiler.OPTIONS);
        child = new ChildJvm(
                directory,
                "processor-" + name,
                cores.measured(),
                options,
                ProcessorProbeMain.class,
                List.of(config.toString(), guarantee.name()));
        readyAfterMs = firstWord(readyWithin.toSeconds());
    }

    /** What its topics' names begin with. */
    public static String prefix(String name) {
        return name + ".";
    }

    public String name() {
        return name;
    }

    /** From the JVM's first moment until it was ready. */
    public Duration readyAfter() {
        return Duration.ofMillis(readyAfterMs);
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
    public ProcessorCounts counts() throws IOException, InterruptedException {
        return ProcessorCounts.parse(child.ask("counts", ANSWERS_WITHIN_SECONDS));
    }

    @Override
    public Duration process(RawLog.Piece piece, Runnable show) throws IOException, InterruptedException {
        ProcessorCounts before = counts();
        long startNanos = System.nanoTime();
        long deadline = startNanos + TimeUnit.SECONDS.toNanos(PROCESSES_WITHIN_SECONDS);
        show.run();
        ProcessorCounts done = counts().minus(before);
        while (done.unique() + done.repeated() < piece.events() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            done = counts().minus(before);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        TimeUnit.MILLISECONDS.sleep(COMMITTED_WITHIN_MS);
        done = counts().minus(before);
        if (done.unique() != piece.unique() || done.repeated() != piece.repeats() || done.threadsReplaced() > 0) {
            throw new IOException(name + " counted " + done + " of " + piece);
        }
        return took;
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

    /** Bytes of its state directory, once it has stopped. */
    public long stateBytes() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(stateDirectory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** From now on samples what all its threads do. */
    public void startProfile() throws IOException, InterruptedException {
        profile("start,event=cpu,interval=1ms,threads");
    }

    /** Ends the sampling and writes what came of it: a line for each stack with its count, and a picture. */
    public void stopProfile(Path collapsed, Path flameGraph) throws IOException, InterruptedException {
        profile("stop");
        profile("dump,collapsed,threads,file=" + collapsed);
        profile("dump,flamegraph,threads,title=Firstlight stream-processor,file=" + flameGraph);
    }

    /** SIGTERM; returns when it has committed, written its state to disk and ended. */
    public void stop() throws IOException, InterruptedException {
        child.terminate(ENDS_WITHIN_SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }

    private void profile(String arguments) throws IOException, InterruptedException {
        String said = child.ask(ProcessorProbeMain.PROFILE + arguments, ANSWERS_WITHIN_SECONDS);
        if (!said.startsWith("ok")) {
            throw new IOException("profiling: " + said);
        }
    }

    /** One that does not start leaves nothing running. */
    private long firstWord(long withinSeconds) throws IOException, InterruptedException {
        try {
            return Long.parseLong(child.next(withinSeconds));
        } catch (IOException e) {
            child.kill();
            throw e;
        }
    }
}

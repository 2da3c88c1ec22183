package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link PollWriteMain} on the measured core, with the sink's heap. Threads: the benchmark's. */
public final class PollWriteProcess implements MeasuredReader {

    private static final long STARTS_WITHIN_SECONDS = 30;
    private static final long TAKES_WITHIN_SECONDS = 300;

    private final ChildJvm child;

    private PollWriteProcess(Path directory, String name, Cores cores, String bootstrapServers, String from, String way)
            throws IOException, InterruptedException {
        child = new ChildJvm(
                directory,
                name,
                cores.measured(),
                List.of("-Xmx" + SinkProcess.HEAP_MIB + "m", "-Dlogback.configurationFile=logback.xml"),
                PollWriteMain.class,
                List.of(
                        bootstrapServers,
                        from,
                        directory.resolve("rows-" + name + ".jsonl").toString(),
                        way));
        child.next(STARTS_WITHIN_SECONDS);
    }

    /** One that writes rows that were made before; waits for work. */
    public static PollWriteProcess ofReadyMade(Path directory, Cores cores, String bootstrapServers, String from)
            throws IOException, InterruptedException {
        return new PollWriteProcess(
                directory, "poll-write", cores, bootstrapServers, from, PollWriteMain.Way.READY_MADE.name());
    }

    /** One that makes the rows; waits for work. */
    public static PollWriteProcess ofMade(Path directory, Cores cores, String bootstrapServers, String from)
            throws IOException, InterruptedException {
        return new PollWriteProcess(
                directory, "poll-make-write", cores, bootstrapServers, from, PollWriteMain.Way.MADE.name());
    }

    @Override
    public Duration cpu() {
        return child.cpu();
    }

    @Override
    public Duration compiling() throws IOException {
        return child.compiling();
    }

    @Override
    public void take(int events, Runnable show) throws IOException, InterruptedException {
        show.run();
        String polled = child.ask("run " + events, TAKES_WITHIN_SECONDS);
        if (!polled.equals(String.valueOf(events))) {
            throw new IOException("poll-write had " + polled + " of " + events + " events");
        }
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}

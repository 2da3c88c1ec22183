package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.stream.corpus.RawLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link PollSendMain} on the measured core, with the processor's heap. Threads: the benchmark's. */
public final class PollSendProcess implements MeasuredStream {

    private static final long STARTS_WITHIN_SECONDS = 30;
    private static final long PROCESSES_WITHIN_SECONDS = 300;

    private final ChildJvm child;
    private final boolean isReadingWhatIsUnique;

    /**
     * Returns when it waits for work.
     *
     * @param isReadingWhatIsUnique whether a piece is for it what the processor has made of it, without repeats
     */
    public PollSendProcess(
            Path directory,
            String name,
            Cores cores,
            String bootstrapServers,
            String from,
            String to,
            boolean isReadingWhatIsUnique)
            throws IOException, InterruptedException {
        this.isReadingWhatIsUnique = isReadingWhatIsUnique;
        child = new ChildJvm(
                directory,
                name,
                cores.measured(),
                List.of("-Xmx" + ProcessorProcess.HEAP_MIB + "m"),
                PollSendMain.class,
                List.of(bootstrapServers, from, to));
        child.next(STARTS_WITHIN_SECONDS);
    }

    /** Sends on whatever is there by now; answers how much that was. */
    public long drain() throws IOException, InterruptedException {
        return Long.parseLong(child.ask("drain", PROCESSES_WITHIN_SECONDS));
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
    public Duration process(RawLog.Piece piece, Runnable show) throws IOException, InterruptedException {
        long records = isReadingWhatIsUnique ? piece.unique() : piece.events();
        show.run();
        long startNanos = System.nanoTime();
        String sent = child.ask("run " + records, PROCESSES_WITHIN_SECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        if (!sent.equals(String.valueOf(records))) {
            throw new IOException("poll-send sent " + sent + " of " + records + " records");
        }
        return took;
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }
}

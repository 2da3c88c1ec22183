package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.stream.corpus.RawLog;
import java.io.IOException;
import java.time.Duration;

/** A process whose cost per event is measured: it reads what a {@link RawLog} shows it. Threads: the benchmark's. */
public interface MeasuredStream extends AutoCloseable {

    /** Processor time so far of the whole process, its start included: user and system time of all threads, from the system. */
    Duration cpu();

    /** What of that its compiler has taken. */
    Duration compiling() throws IOException;

    /**
     * Shows it a piece and returns when it has processed and committed all of it.
     *
     * @return wall-clock time from being shown until the last event was processed
     * @throws IOException when it does not, or counts other events than the piece has: losing some must not make one look cheap
     */
    Duration process(RawLog.Piece piece, Runnable show) throws IOException, InterruptedException;

    @Override
    void close() throws InterruptedException;
}

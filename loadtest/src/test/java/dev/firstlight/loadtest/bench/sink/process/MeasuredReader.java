package dev.firstlight.loadtest.bench.sink.process;

import java.io.IOException;
import java.time.Duration;

/** A process whose cost per event is measured. Threads: the benchmark's. */
public interface MeasuredReader extends AutoCloseable {

    /** Processor time so far of the whole process, its start included: user and system time of all threads, from the system. */
    Duration cpu();

    /** What of that its compiler has taken. */
    Duration compiling() throws IOException;

    /**
     * Shows it that many events and returns when it has done with all of them.
     *
     * @throws IOException when it does not, or with other than as many: losing some must not make one look cheap
     */
    void take(int events, Runnable show) throws IOException, InterruptedException;

    @Override
    void close() throws InterruptedException;
}

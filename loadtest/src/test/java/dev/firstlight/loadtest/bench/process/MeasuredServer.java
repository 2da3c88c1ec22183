package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server process whose cost per request is measured. Threads: the benchmark's. */
public interface MeasuredServer extends AutoCloseable {

    InetSocketAddress address();

    /** Processor time so far of the whole process, its start included: user and system time of all threads, from the system. */
    Duration cpu();

    /** What of that its compiler has taken; zero for one that compiles nothing. */
    Duration compiling() throws IOException;

    /** Requests it has answered so far, by its own count; asked while nothing is on the way. */
    long answered() throws IOException, InterruptedException;

    @Override
    void close() throws InterruptedException;
}

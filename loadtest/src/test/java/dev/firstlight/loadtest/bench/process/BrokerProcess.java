package dev.firstlight.loadtest.bench.process;

import dev.firstlight.loadtest.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A broker that can be stopped, killed and started again on the same data and ports. Threads: the benchmark's. */
public final class BrokerProcess implements AutoCloseable {

    private static final long STARTS_WITHIN_SECONDS = 90;

    private final Path directory;
    private final Cores cores;
    private final int[] ports = FreePorts.take(2);
    private ChildJvm child;

    /** Returns when it takes requests. */
    public BrokerProcess(Path directory, Cores cores) throws IOException, InterruptedException {
        this.directory = directory;
        this.cores = cores;
        this.child = launch();
        awaitReady();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports[0];
    }

    /** SIGSTOP: connections stay, nothing answers. */
    public void stop() throws IOException, InterruptedException {
        child.signal("STOP");
    }

    /** SIGKILL: connections are refused. */
    public void kill() throws InterruptedException {
        child.kill();
    }

    /** After {@link #kill}; returns when it takes requests. */
    public void startAgain() throws IOException, InterruptedException {
        child = launch();
        awaitReady();
    }

    /** Processor time so far, its start included. */
    public Duration cpu() {
        return child.cpu();
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }

    private ChildJvm launch() throws IOException {
        return new ChildJvm(
                directory,
                "broker",
                cores.others(),
                List.of("-Xmx768m"),
                BrokerMain.class,
                List.of(directory.resolve("broker").toString(), String.valueOf(ports[0]), String.valueOf(ports[1])));
    }

    private void awaitReady() throws IOException, InterruptedException {
        child.next(STARTS_WITHIN_SECONDS);
    }
}

package dev.firstlight.loadtest.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real broker in a process of its own, started once and used by many runs; killed, paused and started again on the same data and ports.
 * What it acknowledged outlives SIGKILL, since the page cache is the machine's.
 */
final class BrokerProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;

    /** Shorter than the pauses, so that its controller takes its leaders away for a moment as it does with one of many. */
    private static final long SESSION_MS = 1_000;

    private final Standby standby;
    private final String command;
    private Child child;

    /** Starts it; {@code advertisedPort} is where its clients are told to go: a proxy in front of {@code port}. */
    BrokerProcess(Path directory, int port, int controllerPort, int advertisedPort)
            throws IOException, InterruptedException {
        standby = new Standby(() -> new Child(
                BrokerMain.class,
                "broker",
                directory,
                List.of("-Xmx320m"),
                List.of(Files.createTempDirectory(directory, "scratch-").toString())));
        command = "start " + directory.resolve("kafka") + ' ' + port + ' ' + controllerPort + ' ' + advertisedPort + ' '
                + SESSION_MS;
        child = standby.take(command);
        awaitReady();
    }

    void kill() {
        child.kill();
    }

    /** Starts it again after {@link #kill}; not waited for. */
    void restart() throws IOException, InterruptedException {
        child = standby.take(command);
    }

    void awaitReady() throws IOException, InterruptedException {
        child.await("ready", START_SECONDS);
    }

    void pause() throws IOException, InterruptedException {
        child.pause();
    }

    void resume() throws IOException, InterruptedException {
        child.resume();
    }

    boolean isAlive() {
        return child.isAlive();
    }

    @Override
    public void close() {
        child.close();
        standby.close();
    }
}

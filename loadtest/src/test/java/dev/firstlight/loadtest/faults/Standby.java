package dev.firstlight.loadtest.faults;

import java.io.IOException;

/**
 * Keeps one child warm: started, its classes loaded and run once on scratch data, waiting to be told what to do. Killing a JVM is cheap,
 * starting one on two cores takes seconds; with a stand-by a run pays for it while the run before is under way. Threads: one.
 */
final class Standby implements AutoCloseable {

    private static final long WARM_SECONDS = 120;

    /** Starts a child that will say {@code warm}. */
    @FunctionalInterface
    interface Launch {
        Child launch() throws IOException;
    }

    private final Launch launch;
    private Child next;

    Standby(Launch launch) throws IOException {
        this.launch = launch;
        next = launch.launch();
    }

    /** The warm child, told {@code command}; the caller's from here on. The next one begins to warm up. */
    Child take(String command) throws IOException, InterruptedException {
        Child taken = next;
        taken.await("warm", WARM_SECONDS);
        taken.tell(command);
        next = launch.launch();
        return taken;
    }

    @Override
    public void close() {
        next.close();
    }
}

package dev.firstlight.loadtest.bench.process;

import dev.firstlight.standalone.up.LocalBroker;
import java.nio.file.Path;

/** The local run's broker as a process: data directory, port and controller's port in, {@code ready} out. */
public final class BrokerMain {

    private BrokerMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) {
        new LocalBroker(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Lines.serve("ready", command -> "?");
    }
}

package dev.firstlight.loadtest.faults;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.standalone.up.LocalBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The local run's broker alone in a JVM. Runs once on scratch data, so that it starts in a moment when it is told to: {@code start DIRECTORY
 * PORT CONTROLLER-PORT ADVERTISED-PORT}. With these four as arguments it starts at once and is told nothing.
 */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Leash.follow(commands::add);
        if (arguments.length > 1) {
            start(List.of(arguments));
            return;
        }
        int[] scratch = FreePorts.take(2);
        start(Path.of(arguments[0]), scratch[0], scratch[1], scratch[0]).close();
        System.out.println("warm");
        List<String> words = List.of(commands.take().split(" "));
        start(words.subList(1, words.size()));
    }

    @SuppressWarnings("resource") // ends with the process
    private static void start(List<String> words) {
        start(
                Path.of(words.get(0)),
                Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)),
                Integer.parseInt(words.get(3)));
        System.out.println("ready");
    }

    private static LocalBroker start(Path directory, int port, int controllerPort, int advertisedPort) {
        Map<String, String> over = Map.of(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + advertisedPort,
                // A killed broker may come back as soon as its predecessor's session is over.
                "broker.session.timeout.ms",
                "1000",
                "broker.heartbeat.interval.ms",
                "200");
        return new LocalBroker(directory, port, controllerPort, over);
    }
}

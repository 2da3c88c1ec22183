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
 * PORT CONTROLLER-PORT ADVERTISED-PORT}. With these four as arguments it starts at once and is told nothing; a fifth is then how many milliseconds it may
 * stand still before its own controller fences it.
 */
public final class BrokerMain {

    /** A killed broker may come back as soon as its predecessor's session is over. */
    private static final String SESSION_MS = "1000";

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Leash.follow(commands::add);
        if (arguments.length > 1) {
            start(List.of(arguments));
            return;
        }
        int[] scratch = FreePorts.take(2);
        start(Path.of(arguments[0]), scratch[0], scratch[1], scratch[0], SESSION_MS)
                .close();
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
                Integer.parseInt(words.get(3)),
                words.size() > 4 ? words.get(4) : SESSION_MS);
        System.out.println("ready");
    }

    private static LocalBroker start(
            Path directory, int port, int controllerPort, int advertisedPort, String sessionMs) {
        Map<String, String> over = Map.of(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + advertisedPort,
                "broker.session.timeout.ms",
                sessionMs,
                "broker.heartbeat.interval.ms",
                "200");
        return new LocalBroker(directory, port, controllerPort, over);
    }
}

package dev.firstlight.loadtest.faults;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.standalone.up.LocalBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The local run's broker alone in a JVM. Runs once on scratch data, so that it starts in a moment when it is told to: {@code start DIRECTORY
 * PORT CONTROLLER-PORT ADVERTISED-PORT [SESSION-MS]}. With these as arguments it starts at once and is told nothing. The last is how long it may stand still, in
 * milliseconds, before its own controller fences it; without it that is the local run's.
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
        new LocalBroker(Path.of(arguments[0]), scratch[0], scratch[1]).close();
        System.out.println("warm");
        List<String> words = List.of(commands.take().split(" "));
        start(words.subList(1, words.size()));
    }

    @SuppressWarnings("resource") // ends with the process
    private static void start(List<String> words) {
        Map<String, String> over = new HashMap<>();
        over.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + words.get(3));
        if (words.size() > 4) {
            over.put("broker.session.timeout.ms", words.get(4));
            over.put("broker.heartbeat.interval.ms", "200");
        }
        new LocalBroker(Path.of(words.get(0)), Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)), over);
        System.out.println("ready");
    }
}

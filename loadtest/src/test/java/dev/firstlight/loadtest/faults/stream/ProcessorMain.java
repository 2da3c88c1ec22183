package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.loadtest.faults.Leash;
import dev.firstlight.runtime.Launch;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.stream.StreamProcessor;
import dev.firstlight.stream.StreamProcessorConfig;
import java.util.Map;

/**
 * The processor's own main, with what a test needs beside it: it ends when the test is gone, and says how far it is on standard output: {@code
 * waiting} for what, {@code rebalancing} while partitions are assigned and state is read, {@code ready}.
 */
final class ProcessorMain {

    private static final long LOOK_MS = 5;

    private ProcessorMain() {}

    public static void main(String[] arguments) {
        Leash.follow(line -> {});
        Launch.run(arguments, (file, env) -> {
            StreamProcessor processor = StreamProcessor.start(StreamProcessorConfig.load(file, env));
            Thread teller = new Thread(() -> tell(processor.readiness()), "teller");
            teller.setDaemon(true);
            teller.start();
            return processor.service();
        });
    }

    private static void tell(Readiness readiness) {
        String before = "";
        try {
            while (true) {
                String now = phase(readiness);
                if (!now.equals(before)) {
                    System.out.println(now);
                }
                before = now;
                Pause.of(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String phase(Readiness readiness) {
        if (readiness.isReady()) {
            return "ready";
        }
        Map<String, String> missing = readiness.missing();
        return missing.containsValue("rebalancing") ? "rebalancing" : "waiting " + missing;
    }
}

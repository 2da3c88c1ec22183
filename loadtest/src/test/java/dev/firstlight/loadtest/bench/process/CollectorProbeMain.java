package dev.firstlight.loadtest.bench.process;

import dev.firstlight.collector.Collector;
import dev.firstlight.collector.CollectorConfig;
import dev.firstlight.collector.Seams;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The collector as it is, in this process, with a watch on its event loops: {@code CONFIG} in; ports and milliseconds since the JVM began out
 * when it takes hits; then {@code forget} and {@code stalls} are answered.
 */
public final class CollectorProbeMain {

    private CollectorProbeMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) {
        StallWatch stalls = new StallWatch();
        Seams seams = new Seams(UnaryOperator.identity(), stalls, UnaryOperator.identity());
        Collector collector = Collector.start(CollectorConfig.load(Path.of(args[0]), Map.of()), seams);
        Runtime.getRuntime().addShutdownHook(new Thread(collector::close, "stopping")); // as Launch does at SIGTERM
        long sinceStartMs = ManagementFactory.getRuntimeMXBean().getUptime();
        Lines.serve(collector.port() + " " + collector.adminPort() + " " + sinceStartMs, command -> {
            if (command.equals("forget")) {
                stalls.forget();
                return "forgotten";
            }
            return stalls.longest();
        });
    }
}

package dev.firstlight.loadtest.bench.process;

import dev.firstlight.collector.Collector;
import dev.firstlight.collector.CollectorConfig;
import dev.firstlight.collector.Seams;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The collector as it is, in this process, with what {@link ProbeMode} puts between its parts: {@code CONFIG MODE} in; ports and milliseconds
 * since the JVM began out when it takes hits; then {@code forget}, {@code stalls}, {@code counts} and {@code profile ARGUMENTS} are answered.
 */
public final class CollectorProbeMain {

    static final String PROFILE = "profile ";

    private CollectorProbeMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) {
        ProbeMode mode = ProbeMode.valueOf(args[1]);
        StallWatch stalls = new StallWatch();
        Profiler profiler = new Profiler();
        Seams seams = seams(mode, stalls);
        Collector collector = Collector.start(CollectorConfig.load(Path.of(args[0]), Map.of()), seams);
        Runtime.getRuntime().addShutdownHook(new Thread(collector::close, "stopping")); // as Launch does at SIGTERM
        long sinceStartMs = ManagementFactory.getRuntimeMXBean().getUptime();
        Lines.serve(collector.port() + " " + collector.adminPort() + " " + sinceStartMs, command -> switch (command) {
            case "forget" -> {
                stalls.forget();
                yield "forgotten";
            }
            case "stalls" -> stalls.longest();
            case "counts" -> CollectorCounts.now(collector.meters()).line();
            default -> command.startsWith(PROFILE) ? profiler.execute(command.substring(PROFILE.length())) : "?";
        });
    }

    private static Seams seams(ProbeMode mode, StallWatch stalls) {
        return switch (mode) {
            case STALLS -> {
                stalls.start();
                yield new Seams(UnaryOperator.identity(), stalls, UnaryOperator.identity());
            }
            case ALONE -> Seams.none();
            case NULL_LOG -> new Seams(UnaryOperator.identity(), log -> new NullLog(), UnaryOperator.identity());
        };
    }
}

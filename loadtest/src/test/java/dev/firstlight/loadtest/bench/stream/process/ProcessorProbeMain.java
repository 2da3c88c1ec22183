package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.loadtest.bench.process.Profiler;
import dev.firstlight.stream.StreamProcessor;
import dev.firstlight.stream.StreamProcessorConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The processor as it is, in this process: {@code CONFIG GUARANTEE} in; milliseconds since the JVM began out when it is ready, its state
 * restored; then {@code counts} and {@code profile ARGUMENTS} are answered.
 */
public final class ProcessorProbeMain {

    static final String PROFILE = "profile ";

    private static final long LOOK_EACH_MS = 10;

    private ProcessorProbeMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) throws InterruptedException {
        Guarantee guarantee = Guarantee.valueOf(args[1]);
        Profiler profiler = new Profiler();
        StreamProcessorConfig config = StreamProcessorConfig.load(Path.of(args[0]), Map.of());
        StreamProcessor processor = StreamProcessor.start(guarantee.in(config));
        Runtime.getRuntime().addShutdownHook(new Thread(processor::close, "stopping")); // as Launch does at SIGTERM
        while (!processor.readiness().isReady()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
        }
        long sinceStartMs = ManagementFactory.getRuntimeMXBean().getUptime();
        Lines.serve(String.valueOf(sinceStartMs), command -> {
            if (command.startsWith(PROFILE)) {
                return profiler.execute(command.substring(PROFILE.length()));
            }
            return command.equals("counts")
                    ? ProcessorCounts.now(processor.meters()).line()
                    : "?";
        });
    }
}

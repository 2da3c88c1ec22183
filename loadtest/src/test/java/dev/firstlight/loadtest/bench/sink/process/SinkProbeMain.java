package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.loadtest.bench.process.Profiler;
import dev.firstlight.sink.FirehoseSink;
import dev.firstlight.sink.SinkConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sink as it is, in this process: {@code CONFIG} in; {@code ready} out; then {@code counts} and {@code profile ARGUMENTS} are answered. */
public final class SinkProbeMain {

    static final String PROFILE = "profile ";

    private static final long LOOK_EACH_MS = 10;

    private SinkProbeMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) throws InterruptedException {
        Profiler profiler = new Profiler();
        FirehoseSink sink = FirehoseSink.start(SinkConfig.load(Path.of(args[0]), Map.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(sink::close, "stopping")); // as Launch does at SIGTERM
        while (!sink.readiness().isReady()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
        }
        Lines.serve("ready", command -> {
            if (command.startsWith(PROFILE)) {
                return profiler.execute(command.substring(PROFILE.length()));
            }
            return command.equals("counts") ? SinkCounts.now(sink.meters()).line() : "?";
        });
    }
}

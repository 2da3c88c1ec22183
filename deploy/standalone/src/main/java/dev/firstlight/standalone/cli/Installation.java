package dev.firstlight.standalone.cli;

import dev.firstlight.standalone.up.Wiring;
import dev.firstlight.stream.StreamProcessorConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose topics a command works on: the running pipeline's, or any other Kafka's, as the stream-processor's settings have it. */
final class Installation {

    private static final String PROCESSOR = "STREAM_PROCESSOR";

    @Mixin
    Running running = new Running();

    @Option(
            names = "--bootstrap-servers",
            description = "Another Kafka than the running pipeline's; --config is its stream-processor's file then.",
            paramLabel = "HOST:PORT")
    @Nullable
    String bootstrapServers;

    /** The processor's settings, with what ties them to that Kafka. */
    StreamProcessorConfig processor() throws IOException {
        Map<String, String> env = new HashMap<>(System.getenv());
        if (bootstrapServers == null) {
            env.putAll(Wiring.ofRun(PROCESSOR, running.runFile().bootstrapServers(), running.dataDirectory()));
        } else {
            env.put(PROCESSOR + "_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        }
        return StreamProcessorConfig.load(running.config, env);
    }
}

package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.loadtest.bench.process.Lines;
import dev.firstlight.standalone.up.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What {@code deploy/firstlight up} runs, in this process: {@code CONFIG} in; the ports of collector and warehouse and the token's file out. */
public final class PipelineProbeMain {

    private PipelineProbeMain() {}

    @SuppressWarnings("resource") // ends with the process
    public static void main(String[] args) throws IOException {
        Pipeline pipeline = Pipeline.start(Path.of(args[0]), Map.of(), false);
        Map<String, Integer> ports = pipeline.ports();
        Lines.serve(
                ports.get("collector") + " " + ports.get("warehouse") + " "
                        + pipeline.runFile().tokenFile(),
                command -> "?");
    }
}

package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code redrive}: loads the batches that the local Firehose gave up, from their manifests; again changes nothing. */
@Command(
        name = "redrive",
        description = "Loads the batches that COPY was given up for, each once.",
        mixinStandardHelpOptions = true)
public final class RedriveCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    Running running = new Running();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        HttpResponse<String> answer = running.warehouse(running.runFile(), "/redrive", "", "application/json");
        if (answer.statusCode() != 200) {
            throw new Sentence(1, answer.body().strip());
        }
        JsonNode redriven = JSON.readTree(answer.body());
        spec.commandLine()
                .getOut()
                .println(redriven.path("manifests").asInt() + " manifests, "
                        + redriven.path("rows").asLong() + " rows");
        spec.commandLine().getOut().flush();
        return 0;
    }
}

package dev.firstlight.loadtest.tracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the program with the browser did: by scenario, the numbers of the events that its pages made, and what else it saw.
 *
 * @param report as {@code js/bench/delivery.mjs} prints it
 */
record Matrix(JsonNode report) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Runs it to its end, which each of its waits bounds; its progress goes where ours does. */
    static Matrix run(TrackerStage stage, StageDoor door, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("node", "js/bench/delivery.mjs", "--collector", stage.origin(), "--door", door.origin()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(new File("..").getCanonicalFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            if (out.isBlank()) {
                throw new IOException("the browser's program said nothing and ended with " + process.exitValue());
            }
            return new Matrix(JSON.readTree(out));
        } finally {
            process.destroyForcibly();
        }
    }

    List<String> scenarios() {
        return names(report);
    }

    List<String> made(String scenario) {
        return texts(report.path(scenario).path("made"));
    }

    /** Under which ids the browser kept events before anybody had them, by number. */
    Map<String, String> ids(String scenario) {
        Map<String, String> ids = new HashMap<>();
        report.path(scenario)
                .path("ids")
                .properties()
                .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asText()));
        return ids;
    }

    /** What kept a scenario from its end; empty where nothing did. */
    String problem(String scenario) {
        return report.path(scenario).path("facts").path("problem").asText();
    }

    JsonNode fact(String scenario, String name) {
        return report.required(scenario).required("facts").required(name);
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

package dev.firstlight.loadtest.tracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of the tracker's browser tests, those that {@code js/tracker/package.json} names in {@code test:with-collector}.
 *
 * @param report of vitest, as JSON; missing where it has not come to its end
 * @param output what it printed
 */
record BrowserTests(int exitCode, JsonNode report, String output) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Characters of the output's end that {@link #told} has: a screen or two, in which vitest sums up. */
    private static final int END_OF_OUTPUT = 4_000;

    /**
     * Runs them to their end, which vitest bounds.
     *
     * @param directory for the report
     * @param planted a fault of {@code js/bench/matrix/planted.mjs}; empty for none
     * @param names a regular expression: only tests whose name holds it; empty for all
     */
    static BrowserTests run(TrackerStage stage, StageDoor door, Path directory, String planted, String names)
            throws IOException, InterruptedException {
        Path report = directory.resolve("vitest" + planted + ".json");
        List<String> command = new ArrayList<>(
                List.of("npm", "run", "--silent", "test:with-collector", "--workspace", "tracker", "--"));
        command.addAll(List.of("--reporter=default", "--reporter=json", "--outputFile=" + report));
        if (!names.isEmpty()) {
            command.add("--testNamePattern=" + names);
        }
        ProcessBuilder vitest = new ProcessBuilder(command)
                .directory(new File("../js").getCanonicalFile())
                .redirectErrorStream(true);
        vitest.environment().put("FIRSTLIGHT_COLLECTOR", stage.origin() + ' ' + door.origin());
        vitest.environment().put("FIRSTLIGHT_PLANTED", planted);
        Process process = vitest.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            return new BrowserTests(
                    exitCode, Files.exists(report) ? JSON.readTree(report.toFile()) : JSON.missingNode(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** How many tests of a file there were. */
    int count(String file) {
        return of(file).size();
    }

    /** Those of a file that did not pass, for whatever reason. */
    List<String> notPassed(String file) {
        return of(file).stream()
                .filter(test -> !test.path("status").asText().equals("passed"))
                .map(test -> test.path("fullName").asText())
                .toList();
    }

    /** Why tests failed. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        report.findValues("failureMessages").forEach(messages -> messages.forEach(each -> failures.add(each.asText())));
        return failures;
    }

    /** Why tests failed, and how it ended: what somebody reads who has only this. */
    String told() {
        return String.join("\n", failures()) + '\n' + output.substring(Math.max(0, output.length() - END_OF_OUTPUT));
    }

    private List<JsonNode> of(String file) {
        List<JsonNode> tests = new ArrayList<>();
        for (JsonNode each : report.path("testResults")) {
            if (each.path("name").asText().endsWith('/' + file)) {
                each.path("assertionResults").forEach(tests::add);
            }
        }
        return tests;
    }
}

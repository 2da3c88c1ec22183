package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch is given up behind everybody's back, and the ledger says so, names each event of it, and is right again after the re-drive. It
 * waits for the end of a minute: before that nothing is to add up.
 */
final class LedgerIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 400;

    @TempDir
    Path directory;

    @Test
    @Timeout(240)
    void shouldNameTheEventsOfABatchThatWasGivenUpAndAddUpAfterTheRedrive() throws Exception {
        try (UpProcess up = new UpProcess(directory)) {
            Files.writeString(
                    up.config(),
                    "standalone { firehose.faults = \"seed=7 record=0.2 error=0.2 copy=1\", warehouse.copy-retry = 0 s }\n",
                    StandardOpenOption.APPEND);
            up.start();
            Fire fire = new Fire();
            fire.many(up.uri("collector", ""), "given-up", EVENTS);

            Awaitility.await("the ledger does not add up")
                    .atMost(100, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> up.command("ledger").startsWith("exit 1"));
            String table = up.command("ledger", "--pixel", "given-up");
            List<JsonNode> lines = lines(up.command("ledger", "--json", "--pixel", "given-up"));
            Set<String> missing = new HashSet<>();
            for (String minute : minutes(lines)) {
                String explained = up.command("ledger", "--json", "--pixel", "given-up", "--explain", minute);
                assertThat(explained).startsWith("exit 1");
                lines(explained).stream()
                        .filter(line -> line.has("event_id"))
                        .forEach(line -> missing.add(line.path("event_id").asText()));
            }

            assertThat(table).contains("not merged", "given up by COPY", "deploy/firstlight redrive");
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.path("state").asText()).isEqualTo("open");
                assertThat(line.path("delivered").asLong())
                        .isEqualTo(line.path("difference").asLong());
            });
            assertThat(missing).isEqualTo(fire.answered()).hasSize(EVENTS);

            assertThat(up.command("redrive")).startsWith("exit 0").contains(" manifests, ");
            assertThat(up.command("redrive")).startsWith("exit 0\n0 manifests, 0 rows");

            assertThat(new Rows(up).count("pixel_id = 'given-up'")).isEqualTo(EVENTS);
            assertThat(up.command("ledger", "--pixel", "given-up"))
                    .startsWith("exit 0")
                    .doesNotContain("open");
            assertThat(up.command("ledger", "--explain", minutes(lines).get(0)))
                    .startsWith("exit 0")
                    .contains("Every event of the log is in the warehouse");
            assertThat(up.command("ledger", "--to", "2001-01-01T00:00")
                            .lines()
                            .filter(line -> line.contains("given-up")))
                    .isEmpty();
            Path csv = directory.resolve("items.csv");
            assertThat(up.command("export", "events", "--to", csv.toString())).startsWith("exit 0");
            assertThat(Files.readAllLines(csv).stream().filter(line -> line.contains("given-up")))
                    .hasSize(EVENTS);
            assertThat(up.command("export", "no-such-table", "--to", csv.toString()))
                    .startsWith("exit 1");
        }
    }

    private static List<String> minutes(List<JsonNode> lines) {
        TreeSet<String> minutes = new TreeSet<>();
        lines.forEach(line -> minutes.add(line.path("minute").asText()));
        return List.copyOf(minutes);
    }

    private static List<JsonNode> lines(String output) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : output.lines().skip(1).toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}

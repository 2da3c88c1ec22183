package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay} beside a running pipeline, whose events are JSON. */
final class ReplayIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static UpProcess up;
    private static Rows rows;
    private final Fire fire = new Fire();

    @BeforeAll
    static void start() throws Exception {
        up = new UpProcess(directory);
        Files.writeString(up.config(), "stream-processor.events.format = json\n", StandardOpenOption.APPEND);
        up.start();
        rows = new Rows(up);
    }

    @AfterAll
    static void stop() throws Exception {
        up.close();
    }

    @Test
    void shouldTurnRejectsIntoRowsOnceWhatIsWrongWithThemIsSet() throws Exception {
        for (String id : List.of("r1", "r2", "r1")) {
            int status = fire.get(
                            up.uri("collector", "/replay-rejects/pixel.png?e=No+Type&eid=" + id + "&val=9.90&cur=EUR"))
                    .statusCode();
            assertThat(status).isEqualTo(400);
        }
        awaitOutput("3 events would be sent", command("--dry-run", "--set", "e=click"));

        assertThat(up.command(command())).contains("0 events sent").contains("3 skipped, refused_still");
        assertThat(up.command(command("--set", "e=click"))).startsWith("exit 0").contains("3 events sent");
        rows.awaitCount("pixel_id = 'replay-rejects'", 2);
        assertThat(up.command(command("--set", "e=click", "--set", "plan=late")))
                .contains("3 events sent");
        fire.get(up.uri("collector", "/replay-rejects/pixel.png?e=click&eid=last"));

        rows.awaitCount("pixel_id = 'replay-rejects' and event_id = 'last'", 1);
        assertThat(rows.of("select event_id, type, value::varchar from events where pixel_id = 'replay-rejects'"
                        + " and event_id <> 'last' order by event_id"))
                .containsExactly(List.of("r1", "click", "9.9000"), List.of("r2", "click", "9.9000"));
        Awaitility.await("the ledger balances").atMost(30, TimeUnit.SECONDS).until(() -> up.command("ledger", "--json")
                .lines()
                .filter(line -> line.contains("replay-rejects"))
                .allMatch(line -> line.contains("\"balanced\":true")));
    }

    @Test
    void shouldProcessATimeOfTheRawLogAgainIntoATopicOfItsOwn() throws Exception {
        Instant before = Instant.now();
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            fire.get(up.uri("collector", "/replay-raw/pixel.png?e=click&eid=" + i % 20));
            ids.add(String.valueOf(i % 20));
        }
        rows.awaitCount("pixel_id = 'replay-raw'", ids.size());
        Instant after = Instant.now();
        fire.get(up.uri("collector", "/replay-raw/pixel.png?e=click&eid=too-late"));

        String said = up.command("replay", "raw", "--from", before.toString(), "--to", after.toString());
        String forced = up.command("replay", "raw", "--from", before.toString(), "--to", after.toString(), "--force");

        assertThat(said).startsWith("exit 0").contains("events written to firstlight.events-replay-1");
        Set<String> replayed = new TreeSet<>();
        String tail = up.command("tail", "firstlight.events-replay-1", "--from-beginning", "--max", "20");
        for (String line : tail.lines().skip(1).toList()) {
            JsonNode event = JSON.readTree(line);
            if (event.path("pixel_id").asText().equals("replay-raw")) {
                replayed.add(event.path("event_id").asText());
                assertThat(event.path("type").asText()).isEqualTo("click");
            }
        }
        assertThat(replayed).isEqualTo(ids);
        assertThat(forced).startsWith("exit 0").contains("events written to firstlight.events");
        fire.get(up.uri("collector", "/replay-raw/pixel.png?e=click&eid=last"));
        rows.awaitCount("pixel_id = 'replay-raw' and event_id = 'last'", 1);
        assertThat(rows.count("pixel_id = 'replay-raw'")).isEqualTo(ids.size() + 2);
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void shouldNotWriteEventsIntoATopicOfThePipelinesOwn() {
        String said = up.command(
                "replay",
                "raw",
                "--from",
                "2026-01-01T00:00:00Z",
                "--to",
                "2026-01-02T00:00:00Z",
                "--topic",
                "firstlight.raw");

        assertThat(said).startsWith("exit 2").contains("a topic of the pipeline's own");
    }

    private static String[] command(String... more) {
        List<String> all = new ArrayList<>(
                List.of("replay", "rejects", "--reason", "type_malformed", "--pixel", "replay-rejects"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void awaitOutput(String wanted, String... command) {
        Awaitility.await(wanted).atMost(60, TimeUnit.SECONDS).until(() -> up.command(command)
                .contains(wanted));
    }

    private static Set<String> leftBehind() throws Exception {
        Set<String> left = new TreeSet<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", up.runFile().bootstrapServers()))) {
            admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith("firstlight-replay"))
                    .forEach(left::add);
            admin.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .filter(name -> name.startsWith("firstlight-replay"))
                    .forEach(left::add);
        }
        return left;
    }
}

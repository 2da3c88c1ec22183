package dev.firstlight.loadtest.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tracker in a real Chromium against the real collector, over the delivery matrix at a small size; the judge is what the collector's log holds.
 * The matrix runs once, before the tests; each asks what came of a part of it. {@code loadtest/bench tracker} runs it in earnest.
 */
final class TrackerDeliveryIT {

    /** As the tracker promises (js/tracker/src/shelf.ts, patience.ts): what it keeps, and how often it tries where nothing ever answers. */
    private static final int KEPT_EVENTS_MAX = 200;

    private static final int KEPT_UNITS_MAX = 256 * 1024;
    /** Three tries: of the first all that may be under way together, of the others one each (outbox.ts, patience.ts). */
    private static final int TRIES_MAX = 4 + 1 + 1;

    /** Keepalive and, where that fails, an image or a plain fetch. */
    private static final int REQUESTS_A_TRY = 2;

    /** What visitor, session and lease take beside the events. */
    private static final int OTHER_UNITS_MAX = 1_000;

    /** What a planted fault loses does not come however long one waits. */
    private static final String NEVER_COMES_MS = "3000";

    @TempDir
    static Path directory;

    private static TrackerStage stage;
    private static StageDoor door;
    private static Matrix matrix;
    private static List<Arrival> log;

    @BeforeAll
    static void runTheMatrix() throws Exception {
        stage = new TrackerStage(directory, TrackerStage.SLOW_SOON);
        door = new StageDoor(stage);
        matrix = Matrix.run(stage, door);
        log = stage.log().all();
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steady",
                "bounce",
                "click",
                "close",
                "tabs",
                "offline",
                "killed",
                "down",
                "unavailable",
                "clock",
                "unload",
                "blocked",
                "routes",
                "lifecycle",
                "real"
            })
    void shouldHaveInTheLogWhatThePagesOfTheScenarioMadeAndNothingElse(String scenario) {
        assertThat(matrix.scenarios()).contains(scenario);
        assertThat(matrix.problem(scenario)).isEmpty();
        assertThat(numbersInTheLog(scenario)).containsExactlyInAnyOrderElementsOf(matrix.made(scenario));
    }

    @Test
    void shouldKeepTheIdOfAnEventHoweverOftenItIsSent() {
        Map<String, Set<String>> idsOfNumbers = new HashMap<>();
        for (Arrival arrival : log) {
            if (!arrival.number().isEmpty()) {
                idsOfNumbers
                        .computeIfAbsent(arrival.number(), number -> new HashSet<>())
                        .add(arrival.id());
            }
        }

        assertThat(idsOfNumbers.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        assertThat(idsOfNumbers.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offline", "killed", "down", "unavailable", "clock", "blocked"})
    void shouldSendAnEventInTheEndUnderTheIdThatItHadBefore(String scenario) {
        assertThat(matrix.ids(scenario)).isNotEmpty();
        assertThat(idsInTheLog(scenario)).containsAllEntriesOf(matrix.ids(scenario));
    }

    @Test
    void shouldHaveNothingOfOtherPixelsAndNothingRefused() {
        assertThat(log)
                .allSatisfy(arrival -> assertThat(matrix.scenarios()).contains(arrival.pixel()))
                .noneMatch(Arrival::isRefused);
    }

    @Test
    void shouldHoldNoMoreThanItsBoundsWhileItIsBlocked() {
        assertThat(matrix.fact("blocked", "keptEvents").asInt()).isBetween(1, KEPT_EVENTS_MAX);
        assertThat(matrix.fact("blocked", "keptUnits").asInt()).isLessThanOrEqualTo(KEPT_UNITS_MAX + OTHER_UNITS_MAX);
    }

    @Test
    void shouldStopTryingWhereABlockerIsEvident() {
        List<String> triesBy = Matrix.texts(matrix.fact("blocked", "triesBy"));

        String last = triesBy.get(triesBy.size() - 1);
        assertThat(Integer.parseInt(last)).isBetween(1, TRIES_MAX * REQUESTS_A_TRY);
        assertThat(triesBy.subList(triesBy.size() / 2, triesBy.size())).containsOnly(last);
    }

    @Test
    void shouldComeAgainWhenTheCollectorSaidSo() {
        assertThat(Matrix.texts(matrix.fact("unavailable", "retryAfter"))).containsOnly("1");
    }

    /** Events that were made while the collector said "later", by clocks that are a day off; the first of each page went at once. */
    @Test
    void shouldSayWhenItHappenedByAClockThatIsADayOff() {
        int known = matrix.fact("clock", "knownBefore").asInt();
        List<String> late =
                matrix.made("clock").subList(known, matrix.made("clock").size());
        long madeAfter = matrix.fact("clock", "madeAfter").asLong();

        List<Arrival> arrivals = stage.log().of("clock").stream()
                .filter(arrival -> late.contains(arrival.number()))
                .toList();

        assertThat(arrivals).hasSizeGreaterThanOrEqualTo(late.size());
        assertThat(arrivals).allSatisfy(arrival -> {
            assertThat(arrival.keptMs()).as("waited for Retry-After").isGreaterThanOrEqualTo(1_000);
            assertThat(arrival.occurredAt()).isBetween(madeAfter, arrival.receivedAt() - 1_000);
            assertThat(Math.abs(Long.parseLong(arrival.text("created_at")) - arrival.receivedAt()))
                    .as("by the page's own clock")
                    .isGreaterThan(Duration.ofHours(23).toMillis());
        });
    }

    @Test
    void shouldLoseNothingAtUnloadWhereAnotherScriptHasUsedKeepaliveUp() {
        JsonNode rounds = matrix.fact("unload", "rounds");

        assertThat(matrix.fact("unload", "quotaUsed"))
                .as("rounds in which the browser lent no more")
                .isEqualTo(rounds);
        assertThat(matrix.fact("unload", "whole")).isEqualTo(rounds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes", "lifecycle", "real"})
    void shouldMakeOnePageViewWhereThereIsOne(String scenario) {
        List<String> views = stage.log().of(scenario).stream()
                .filter(arrival -> arrival.text("type").equals("page_view"))
                .map(arrival -> arrival.text("page_url").replaceFirst("^http://[^/]*", ""))
                .toList();

        assertThat(views).containsExactlyInAnyOrderElementsOf(Matrix.texts(matrix.fact(scenario, "expected")));
    }

    @Test
    void shouldSendNoViewBeforeThePageIsSeen() {
        assertThat(Matrix.texts(matrix.fact("lifecycle", "hiddenAtOnce"))).containsExactly("matrix");
        assertThat(Matrix.texts(matrix.fact("lifecycle", "prerenderedAtOnce"))).isEmpty();
    }

    /** What this Chromium does not do is said. */
    @Test
    void shouldHaveNothingAmissInTheLogOfPagesWhoseLivesWereReal() {
        assertThat(Matrix.texts(matrix.fact("real", "wrong"))).isEmpty();
        assertThat(matrix.fact("real", "real").size()
                        + matrix.fact("real", "missing").size())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"no-flush-at-the-end,close", "shelf-cleared-before-the-answer,down", "no-adoption,killed"})
    void shouldNoticeATrackerThatLosesEvents(String fault, String scenario) throws Exception {
        Matrix broken = Matrix.run(stage, door, "--only", scenario, "--planted", fault, "--within", NEVER_COMES_MS);
        String pixel = fault + '_' + scenario;

        assertThat(broken.made(pixel)).isNotEmpty();
        assertThat(numbersInTheLog(pixel)).hasSizeLessThan(broken.made(pixel).size());
    }

    @Test
    void shouldNoticeATrackerThatTriesAgainUnderAnotherId() throws Exception {
        Matrix broken = Matrix.run(stage, door, "--only", "unavailable", "--planted", "new-id-on-retry");
        String pixel = "new-id-on-retry_unavailable";

        assertThat(broken.ids(pixel)).isNotEmpty();
        assertThat(idsInTheLog(pixel))
                .doesNotContainEntry(
                        broken.made(pixel).get(1),
                        broken.ids(pixel).get(broken.made(pixel).get(1)));
    }

    @Test
    void shouldNoticeATrackerThatDoesNotStopForABlocker() throws Exception {
        Matrix broken = Matrix.run(stage, door, "--only", "blocked", "--planted", "no-stop-for-a-blocker");

        List<String> triesBy = Matrix.texts(broken.fact("no-stop-for-a-blocker_blocked", "triesBy"));
        assertThat(Integer.parseInt(triesBy.get(triesBy.size() - 1))).isGreaterThan(TRIES_MAX * REQUESTS_A_TRY);
    }

    /** By number; of one that came under several the last. */
    private static Map<String, String> idsInTheLog(String pixel) {
        Map<String, String> ids = new HashMap<>();
        stage.log().of(pixel).forEach(arrival -> ids.put(arrival.number(), arrival.id()));
        return ids;
    }

    private static List<String> numbersInTheLog(String scenario) {
        return stage.log().of(scenario).stream()
                .map(Arrival::number)
                .filter(number -> !number.isEmpty())
                .distinct()
                .toList();
    }
}

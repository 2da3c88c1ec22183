package dev.firstlight.loadtest.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tracker's own browser tests of consent, of what an event says, of strict policies and of integrations, in a real Chromium against the real collector: its files are what the
 * pages load, and what its log holds is what has arrived. They run once, before the tests; each asks what came of a part of them.
 */
final class TrackerBrowserIT {

    @TempDir
    static Path directory;

    private static TrackerStage stage;
    private static StageDoor door;
    private static BrowserTests run;
    private static int arrivals;

    @BeforeAll
    static void runTheTests() throws Exception {
        stage = new TrackerStage(directory, TrackerStage.SLOW_LATE);
        door = new StageDoor(stage);
        run = BrowserTests.run(stage, door, directory, "", "");
        arrivals = stage.log().position();
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
        stage.close();
    }

    /** At least so many tests there were as this was written: a file that is not found, or a table that is empty, is no success. */
    @ParameterizedTest
    @CsvSource({
        "consent.test.ts, 144",
        "consentMatrix.test.ts, 334",
        "consentTabs.test.ts, 99",
        "event.test.ts, 13",
        "integrations.test.ts, 37",
        "policy.test.ts, 10",
        "react.test.ts, 7",
        "shop.test.ts, 2"
    })
    void shouldPassEveryTestOfTheFileAndSkipNone(String file, int testsMin) {
        assertThat(run.notPassed(file)).as(run.told()).isEmpty();
        assertThat(run.count(file)).as(run.told()).isGreaterThanOrEqualTo(testsMin);
    }

    @Test
    void shouldComeToItsEndWithoutAProblem() {
        assertThat(run.exitCode()).as(run.told()).isZero();
    }

    @Test
    void shouldHaveStoodOnThisCollector() {
        assertThat(arrivals).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "request-before-consent, with fl.js no adapter: nobody says anything, /12345/pixel.png",
        "key-left-at-denial, 'with fl.js no adapter: yes, no, and yes again', fl:v",
        "deaf-to-other-tabs, 'told yes, with fl.js a refusal, while the other was told yes', later_in_the_other",
        "against-the-policy, strict policies.*with fl.js.*strict-dynamic and a nonce, Setting the document"
    })
    void shouldNoticeATrackerThatIsAtFault(String fault, String test, String says) throws Exception {
        BrowserTests broken = BrowserTests.run(stage, door, directory, fault, test);

        assertThat(broken.exitCode()).isNotZero();
        assertThat(broken.failures()).as(broken.told()).anySatisfy(failure -> assertThat(failure)
                .contains(says));
    }
}

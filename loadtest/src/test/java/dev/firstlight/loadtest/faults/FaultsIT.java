package dev.firstlight.loadtest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Real processes that are killed, paused and cut off under load; and faults planted on purpose, to see that the suite would notice. What is planted
 * where, and what else was planted by hand, is in {@code loadtest/faults.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsIT {

    private static final long SEEDS = 11;
    private static final long PACKS_BEFORE_DAMAGE = 80;
    private static final long FIRST_SEED = Long.getLong("seed", 12);

    private Stage stage = new Stage(FIRST_SEED);

    FaultsIT() throws Exception {}

    @BeforeAll
    void say() {
        System.out.println("faults: seeds from " + FIRST_SEED);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    @Test
    void shouldLoseNothingThatWasAnsweredWhateverDies() throws Exception {
        stage.plant(Plant.NONE);
        List<Verdict> verdicts = new ArrayList<>();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            Verdict verdict = new Run(stage, seed, Plan.of(seed)).run();
            System.out.println(verdict);
            verdicts.add(verdict);
        }

        assertThat(verdicts).allMatch(Verdict::holds);
        assertThat(verdicts.stream().mapToInt(Verdict::deaths).sum())
                .as("deaths that were reached; each seed but one plans one")
                .isGreaterThanOrEqualTo((int) SEEDS - 3);
    }

    @Test
    void shouldNoticeAnAnswerBeforeAnythingIsDurable() throws Exception {
        Verdict verdict = runPlanted(
                Plant.ACK_AT_ONCE, Plan.step(Fault.NETWORK_RESET, 100, 800), Plan.step(Fault.COLLECTOR_KILLED, 200, 0));

        assertThat(verdict.complaints()).anyMatch(FaultsIT::isLoss);
    }

    @Test
    void shouldNoticeAnErrorOfKafkaThatIsIgnored() throws Exception {
        Verdict verdict = runPlanted(Plant.ERRORS_IGNORED, Plan.cut(Fault.NETWORK_HELD_TO_BROKER, 100, 2_500));

        assertThat(verdict.complaints()).anyMatch(FaultsIT::isLoss);
    }

    @Test
    void shouldNoticeASegmentThatGoesBeforeItIsAcknowledged() throws Exception {
        Verdict verdict = runPlanted(
                Plant.TRIM_BEFORE_ACK,
                Plan.step(Fault.NETWORK_RESET, 100, 2_500),
                Plan.step(Fault.COLLECTOR_KILLED, 1_800, 0));

        assertThat(verdict.complaints()).anyMatch(FaultsIT::isLoss);
    }

    @Test
    void shouldLoseOnlyTheFrameThatTheDiskHasDamaged() throws Exception {
        stage.plant(Plant.NONE);
        CollectorProcess collector = stage.collector();
        Journal journal = new Journal();
        stage.network().weather(Weather.refusing());
        stage.network().reset();
        Client client = new Client(2_000_000, journal, collector::living);
        await().until(() -> collector.meter("collector_packs_spooled_total") >= PACKS_BEFORE_DAMAGE);
        collector.kill();

        Damage damage = Damage.doTo(collector.spool());
        stage.network().weather(Weather.FAIR);
        collector.start();
        client.finish();
        stage.awaitEmptySpool(journal);
        Oracle.Findings findings = stage.oracle().judge(journal, List.of());

        List<String> damaged = journal.promised().stream()
                .filter(event -> event.tries() == 1 && damage.ids().contains(event.id()))
                .map(Sent::id)
                .toList();
        assertThat(findings.complaints()).isEmpty();
        assertThat(findings.lost()).containsExactlyInAnyOrderElementsOf(damaged);
        assertThat(collector.meter("collector_spool_damaged_bytes_total")).isEqualTo(damage.bytes());
        try (Stream<Path> files = Files.list(collector.spool())) {
            assertThat(files).anyMatch(file -> file.toString().endsWith(".damaged"));
        }
    }

    private static boolean isLoss(String complaint) {
        return complaint.contains("were answered 2xx and are not in Kafka");
    }

    /** One life with the plant, and those after it without. */
    private Verdict runPlanted(Plant plant, Plan.Step... steps) throws Exception {
        stage.plant(plant);
        Verdict verdict = new Run(stage, 1_000_000 + plant.ordinal(), new Plan(List.of(steps))).run();
        System.out.println("planted " + plant + ", " + verdict);
        return verdict;
    }
}

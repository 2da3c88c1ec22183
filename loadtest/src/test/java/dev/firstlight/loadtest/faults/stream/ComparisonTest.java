package dev.firstlight.loadtest.faults.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The oracle is worth what it catches: each thing a processor could do wrong, planted into what came out of an honest run. */
class ComparisonTest {

    private static final long SEED = 11;
    private static final int ITEMS = 3_000;

    private final WrittenLog log = WrittenLog.ofFeed(SEED, ITEMS);
    private final Outcome truth = Truth.of(log.records(), Promises.KEPT);

    @Test
    void shouldHaveNothingToSayOfAnHonestRun() {
        assertThat(planted(found -> {})).isEmpty();
    }

    @Test
    void shouldNoticeAnEventThatIsLost() {
        assertThat(planted(found -> found.events().remove(anEvent())))
                .singleElement()
                .satisfies(complaint ->
                        assertThat(complaint).startsWith("1 events lost").contains(anEvent()));
    }

    @Test
    void shouldNoticeAnEventThatCameTwice() {
        assertThat(planted(found -> found.event(anEvent(), aPlace())))
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).startsWith("1 events repeated"));
    }

    @Test
    void shouldNoticeARepeatInPlaceOfTheFirst() {
        assertThat(planted(found -> found.events().put(anEvent(), List.of(new Place(0, 99_999, 0)))))
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).startsWith("1 events not of their first sighting"));
    }

    @Test
    void shouldNoticeAnEventOutOfNothing() {
        assertThat(planted(found -> found.event("00", aPlace())))
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).startsWith("1 events that nothing in the log explains"));
    }

    @Test
    void shouldNoticeRejectsThatAreLostDoubledOrForAnotherReason() {
        Place place = truth.rejects().keySet().iterator().next();

        assertThat(planted(found -> found.rejects().remove(place))).hasSize(1);
        assertThat(planted(found -> found.reject(place, "json_malformed"))).hasSize(1);
        assertThat(planted(found -> found.rejects().put(place, List.of("another"))))
                .hasSize(1);
        assertThat(planted(found -> found.reject(new Place(0, 99_999, 0), "nul_byte")))
                .hasSize(1);
    }

    @Test
    void shouldNoticeALedgerThatMiscounts() {
        Cell cell = truth.ledger().keySet().iterator().next();

        assertThat(planted(found -> found.count(cell, "unique", 1))).hasSize(1);
        assertThat(planted(found -> found.count(cell, "accepted", -1))).hasSize(1);
        assertThat(planted(found -> found.ledger().remove(cell))).hasSize(1);
        assertThat(planted(found -> found.count(new Cell(0, "nobody", 1), "accepted", 1)))
                .hasSize(1);
    }

    @Test
    void shouldNameAtMostTwentyOfEach() {
        List<String> complaints = planted(found -> found.events().clear());

        assertThat(complaints).singleElement().satisfies(complaint -> assertThat(complaint.split(" of "))
                .hasSize(Comparison.EXAMPLES + 1));
    }

    private String anEvent() {
        return truth.events().keySet().iterator().next();
    }

    private Place aPlace() {
        return new Place(1, 2, 3);
    }

    private List<String> planted(Consumer<Outcome> fault) {
        Outcome found = new Outcome();
        truth.events().forEach((identity, places) -> places.forEach(place -> found.event(identity, place)));
        truth.rejects().forEach((place, reasons) -> reasons.forEach(reason -> found.reject(place, reason)));
        for (Map.Entry<Cell, Map<String, Long>> cell : truth.ledger().entrySet()) {
            found.counts(cell.getKey(), new TreeMap<>(cell.getValue()));
        }
        fault.accept(found);
        return Comparison.of(truth, found);
    }
}

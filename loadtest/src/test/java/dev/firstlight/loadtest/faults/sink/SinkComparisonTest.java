package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The oracle is worth what it catches: each thing that could go wrong, planted into what an honest sink and warehouse would leave. */
final class SinkComparisonTest {

    private static final long NOW_MS = 1_795_000_000_000L;
    private static final int RECORDS = 2_000;

    private final Written written = Written.of(log(7));

    @Test
    void shouldHaveNothingToSayOfAnHonestRun() {
        assertThat(written.events()).hasSizeGreaterThan(1_000);
        assertThat(written.refused()).isNotEmpty();
        assertThat(written.eventCount()).isGreaterThan(written.events().size());
        assertThat(planted(found -> {})).isEmpty();
    }

    @Test
    void shouldWriteTheSameForTheSameSeed() {
        assertThat(Written.of(log(7))).isEqualTo(written);
        assertThat(Written.of(log(8))).isNotEqualTo(written);
    }

    @Test
    void shouldNoticeAnEventThatIsLost() {
        assertThat(planted(found -> found.rows().remove(lone())))
                .anyMatch(line -> line.startsWith("1 events lost"))
                .anyMatch(line -> line.contains("merged is not the rows"));
    }

    @Test
    void shouldNoticeAnEventThatIsTwoRows() {
        assertThat(planted(found -> {
                    List<Found.Row> rows = rowsOf(found, lone());
                    rows.add(rows.get(0));
                }))
                .anyMatch(line -> line.startsWith("1 events that are rows twice"));
    }

    @Test
    void shouldNoticeARowThatSaysSomethingElse() {
        assertThat(planted(found -> {
                    List<Found.Row> rows = rowsOf(found, lone());
                    Fact fact = rows.get(0).fact();
                    rows.set(0, new Found.Row(rows.get(0).place(), new Fact(fact.eventId(), "?", fact.cell())));
                }))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("1 rows that say something else than their event"));
    }

    @Test
    void shouldNoticeARowOutOfNothing() {
        assertThat(planted(found -> found.row("00", new Found.Row(new Place(0, 0, 0), new Fact("", "", cell())))))
                .anyMatch(line -> line.startsWith("1 identities that nothing written explains"));
    }

    @Test
    void shouldNoticeWhatIsMergedAwayTwiceOrNotAtAllOrThoughItIsTheRow() {
        String shared = found().mergedAway().keySet().iterator().next();

        assertThat(planted(found -> found.mergedAway().remove(shared))).hasSize(1);
        assertThat(planted(found -> found.mergedAway(
                        shared,
                        Objects.requireNonNull(found.mergedAway().get(shared)).get(0))))
                .hasSize(1);
        assertThat(planted(found ->
                        found.mergedAway(lone(), rowsOf(found, lone()).get(0).place())))
                .hasSize(1);
    }

    @Test
    void shouldNoticeRejectsThatAreLostDoubledOrOutOfNothing() {
        Place refused = written.refused().iterator().next();

        assertThat(planted(found -> found.refused().remove(refused))).hasSize(1);
        assertThat(planted(found -> found.refused(refused))).hasSize(1);
        assertThat(planted(found -> found.refused(new Place(0, -1, -1)))).hasSize(1);
    }

    @Test
    void shouldNoticeEachLedgerThatMiscountsByOne() {
        assertThat(planted(found -> found.delivered().merge(cell(), 1L, Long::sum)))
                .hasSize(2);
        assertThat(planted(found -> found.merged().merge(cell(), -1L, Long::sum)))
                .hasSize(2);
        assertThat(planted(found -> found.away().merge(cell(), 1L, Long::sum))).hasSize(1);
        assertThat(planted(found -> found.loaded().merge(cell(), 1L, Long::sum)))
                .hasSize(1);
        assertThat(planted(found -> found.delivered().remove(cell()))).hasSize(2);
    }

    private static List<ConsumerRecord<byte[], byte[]>> log(long seed) {
        EventMix mix = new EventMix(seed);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = "".getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>("firstlight.events", i % 3, i, key, mix.next(NOW_MS + i)));
        }
        return records;
    }

    /** An identity that one event alone has. */
    private String lone() {
        return written.events().entrySet().stream()
                .filter(one -> one.getValue().size() == 1)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    private static List<Found.Row> rowsOf(Found found, String identity) {
        return Objects.requireNonNull(found.rows().get(identity));
    }

    private Cell cell() {
        return written.cells().keySet().iterator().next();
    }

    private List<String> planted(Consumer<Found> fault) {
        Found found = found();
        fault.accept(found);
        return SinkComparison.of(written, found);
    }

    private Found found() {
        Found found = new Found();
        written.events().forEach((identity, events) -> {
            Place kept = events.keySet().iterator().next();
            events.forEach((place, fact) -> {
                if (place.equals(kept)) {
                    found.row(identity, new Found.Row(place, fact));
                    found.merged().merge(fact.cell(), 1L, Long::sum);
                } else {
                    found.mergedAway(identity, place);
                    found.away().merge(fact.cell(), 1L, Long::sum);
                }
                found.delivered().merge(fact.cell(), 1L, Long::sum);
                found.loaded().merge(fact.cell(), 2L, Long::sum); // one redelivered, as it stands in the objects
                found.inObjects().merge(fact.cell(), 2L, Long::sum);
            });
        });
        written.refused().forEach(found::refused);
        return found;
    }
}

package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LoopLedgerTest {

    private static final long MINUTE_MS = 60_000;
    private static final long NOW_MS = 29_900_000 * MINUTE_MS + 1_234;

    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final LoopLedger ledger = new LoopLedger(0xabcL, 2, meters);

    @Test
    void shouldCountPerPixelAndMinuteOfReceipt() {
        ledger.accept("a", NOW_MS);
        ledger.accept("a", NOW_MS);
        ledger.decline("a", NOW_MS);
        ledger.refuse("b", NOW_MS, Refusal.NUL_BYTE);
        ledger.accept("a", NOW_MS + MINUTE_MS);

        List<LedgerEntry> entries = ledger.changed(NOW_MS, 0);

        assertThat(entries)
                .extracting(LedgerEntry::getPixelId, LedgerEntry::getMinute, LedgerEntry::getCounts)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("a", 29_900_000L, Map.of("accepted", 2L, "declined", 1L)),
                        org.assertj.core.groups.Tuple.tuple(
                                "b", 29_900_000L, Map.of("accepted", 0L, "refused.nul_byte", 1L)),
                        org.assertj.core.groups.Tuple.tuple("a", 29_900_001L, Map.of("accepted", 1L)));
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.getSource()).isEqualTo("0000000000000abc-2"))
                .allSatisfy(entry -> assertThat(entry.getStage()).isEqualTo("collector"))
                .allSatisfy(entry -> assertThat(entry.getWrittenAt()).isEqualTo(NOW_MS));
    }

    @Test
    void shouldSayWhatWasLostAfterItWasCountedAsAccepted() {
        ledger.accept("a", NOW_MS);
        ledger.accept("a", NOW_MS);
        ledger.changed(NOW_MS, 0);

        ledger.loseAfterAnswer("a", NOW_MS);

        assertThat(ledger.changed(NOW_MS, 0)).singleElement().satisfies(entry -> assertThat(entry.getCounts())
                .isEqualTo(Map.of("accepted", 2L, "lost_after_answer", 1L)));
    }

    @Test
    void shouldGiveOnlyWhatChangedAndItsCountsFromTheBeginning() {
        ledger.accept("a", NOW_MS);
        ledger.accept("b", NOW_MS);
        assertThat(ledger.changed(NOW_MS, 0)).hasSize(2);
        assertThat(ledger.changed(NOW_MS, 0)).isEmpty();

        ledger.accept("a", NOW_MS);

        assertThat(ledger.changed(NOW_MS, 0)).singleElement().satisfies(entry -> {
            assertThat(entry.getPixelId()).isEqualTo("a");
            assertThat(entry.getCounts()).containsEntry("accepted", 2L);
        });
    }

    @Test
    void shouldKeepCountingAMinuteForAsLongAsAnAnswerMayTake() {
        ledger.accept("a", NOW_MS);
        ledger.changed(NOW_MS + 10 * MINUTE_MS, 0);

        ledger.accept("a", NOW_MS);

        assertThat(ledger.changed(NOW_MS + 10 * MINUTE_MS, 0))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getCounts()).containsEntry("accepted", 2L));
    }

    @Test
    void shouldMergePixelsBeyondTheBoundUnderTheEmptyOne() {
        for (int i = 0; i < LoopLedger.PIXELS_PER_MINUTE_MAX + 5; i++) {
            ledger.accept("p" + i, NOW_MS);
        }
        ledger.accept("p0", NOW_MS);

        List<LedgerEntry> entries = ledger.changed(NOW_MS, 0);

        assertThat(entries).hasSize(LoopLedger.PIXELS_PER_MINUTE_MAX + 1);
        assertThat(entries)
                .filteredOn(entry -> entry.getPixelId().isEmpty())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getCounts()).containsEntry("accepted", 5L));
        assertThat(entries)
                .filteredOn(entry -> entry.getPixelId().equals("p0"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getCounts()).containsEntry("accepted", 2L));
        assertThat(meters.count(CollectorMeter.LEDGER_PIXELS_MERGED)).isEqualTo(5);
    }

    @Test
    void shouldCountEachHitOfAMergedPixelAsMerged() {
        for (int i = 0; i < LoopLedger.PIXELS_PER_MINUTE_MAX; i++) {
            ledger.accept("p" + i, NOW_MS);
        }
        String invented = "invented";

        ledger.accept(invented, NOW_MS);
        ledger.decline(invented, NOW_MS);
        ledger.accept(invented, NOW_MS);
        ledger.accept("p0", NOW_MS);
        ledger.accept("p0", NOW_MS);

        assertThat(meters.count(CollectorMeter.LEDGER_PIXELS_MERGED)).isEqualTo(3);
    }

    @Test
    void shouldNotCallItMergingWhenAHitHasNoPixel() {
        for (int i = 0; i < LoopLedger.PIXELS_PER_MINUTE_MAX; i++) {
            ledger.accept("p" + i, NOW_MS);
        }

        ledger.refuse("", NOW_MS, Refusal.ROUTE_UNKNOWN);

        assertThat(meters.count(CollectorMeter.LEDGER_PIXELS_MERGED)).isZero();
    }

    @Test
    void shouldGiveEverythingAgainWhenKafkaHasNotTakenEntries() {
        ledger.accept("12345", NOW_MS);
        assertThat(ledger.changed(NOW_MS, 0)).hasSize(1);
        assertThat(ledger.changed(NOW_MS + MINUTE_MS, 0)).isEmpty();

        assertThat(ledger.changed(NOW_MS + 20 * MINUTE_MS, 1)).hasSize(1); // lost meanwhile, and long past
        assertThat(ledger.changed(NOW_MS + 20 * MINUTE_MS, 2)).hasSize(1); // and once more
        assertThat(ledger.changed(NOW_MS + 20 * MINUTE_MS, 2)).isEmpty();
    }
}

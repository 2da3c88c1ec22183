package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    private static final long NOW_MS = 2_000 * 60_000L;
    private static final Asked ALL = new Asked(0, Long.MAX_VALUE, null);
    private static final Watermark LATER = new Watermark(2_000, 2_000, false, new Hands(null, Hands.NOTHING, NOW_MS));

    @Test
    void shouldTakeTheEarliestWatermarkOfTheCollectorsThatLive() throws Exception {
        Ledger ledger = of(List.of(
                heartbeat("a-0", 100, 0, 1_000_000),
                heartbeat("a-1", 98, 2, 1_000_500),
                heartbeat("dead-0", 7, 9, 900_000)));

        assertThat(ledger.collectorsMinute()).isEqualTo(98);
        assertThat(ledger.hasSpooled()).isTrue();
        assertThat(ledger.lines("[]", false).lines()).isEmpty();
    }

    @Test
    void shouldNotBeHeldUpByCollectorsThatAreGone() {
        assertThat(of(List.of()).collectorsMinute()).isEqualTo(Long.MAX_VALUE);
        assertThat(of(List.of()).hasSpooled()).isFalse();
    }

    @Test
    void shouldJudgeNothingOfTheMinuteInWhichTheWarehousesAnswerIsCutNorBefore() throws Exception {
        Ledger ledger = of(List.of(count("a", 998), count("a", 999), count("b", 999), count("a", 1_000)));
        String warehouse = "[{\"pixel_id\":\"b\",\"minute\":999,\"loaded\":1,\"merged\":1,\"merged_away\":0},"
                + "{\"pixel_id\":\"a\",\"minute\":1000,\"loaded\":1,\"merged\":1,\"merged_away\":0}]";

        Lines cut = ledger.lines(warehouse, true);

        assertThat(cut.lines()).extracting(LedgerLine::minute).containsExactly(1_000L);
        assertThat(cut.cutBefore()).isEqualTo(1_000);
        assertThat(new Judged(cut, LATER, 10).text()).contains("nothing before 1970-01-01T16:40:00Z");
        assertThat(new Judged(cut, LATER, 10).asMap()).containsEntry("cut_before", "1970-01-01T16:40:00Z");
        assertThat(Verdict.of(new Lines(List.of(), 1_000), LATER)).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(of(List.of(count("a", 998))).lines(warehouse, false).lines()).hasSize(3);
    }

    @Test
    void shouldListTheMinutesAndThePixelThatAreAskedForAndAskTheWarehouseForNoMore() throws Exception {
        Asked asked = new Asked(1_000, 1_001, "a");
        Ledger ledger = new Ledger(asked, NOW_MS, 10);
        List.of(count("b", 1_000), count("a", 1_000), count("a", 999)).forEach(ledger::take);

        assertThat(ledger.lines("[]", false).lines())
                .extracting(line -> line.minute() + " " + line.pixel())
                .containsExactly("1000 a");
        assertThat(asked.path()).isEqualTo("/ledger?from=1000&to=1001&pixel=a");
        assertThat(ALL.path()).isEqualTo("/ledger?from=0&to=" + Long.MAX_VALUE);
    }

    @Test
    void shouldListMinutesInOrder() throws Exception {
        Ledger ledger = of(List.of(count("b", 1_000), count("a", 1_000), count("a", 999)));

        assertThat(ledger.lines("[]", false).lines())
                .extracting(line -> line.minute() + " " + line.pixel())
                .containsExactly("999 a", "1000 a", "1000 b");
    }

    @Test
    void shouldReadMinutesAsPeopleTypeThem() {
        assertThat(Minutes.parse("--from", "1970-01-01T01:01")).isEqualTo(61);
        assertThat(Minutes.parse("--from", "1970-01-01T01:01:59Z")).isEqualTo(61);
        assertThatThrownBy(() -> Minutes.parse("--from", "yesterday")).hasMessageContaining("--from is a minute");
    }

    @Test
    void shouldTakeTheLastCountOfASourceAndAddThoseOfSeveral() throws Exception {
        Ledger ledger =
                of(List.of(count("a", 999, "loop-0", 3), count("a", 999, "loop-1", 5), count("a", 999, "loop-0", 4)));

        assertThat(ledger.lines("[]", false).lines().get(0).asMap(LATER)).containsEntry("answered", 9L);
    }

    @Test
    void shouldLetTheOldestMinutesGoWhereThereAreTooManyCountsAndSayIt() throws Exception {
        Ledger ledger = new Ledger(ALL, NOW_MS, 3);
        List.of(count("a", 1_001), count("a", 999), count("b", 999), count("a", 1_000), count("c", 999))
                .forEach(ledger::take);

        Lines lines = ledger.lines("[{\"pixel_id\":\"a\",\"minute\":999}]", false);

        assertThat(lines.lines()).extracting(LedgerLine::minute).containsExactly(1_000L, 1_001L);
        assertThat(lines.cutBefore()).isEqualTo(1_000);
        assertThat(Verdict.of(lines, LATER)).isNotEqualTo(Verdict.ADDS_UP);
    }

    @Test
    void shouldTellRecordsThatAreNoEventWithTheLinesThatLackThem() throws Exception {
        Ledger ledger = of(List.of(
                processed("a", 999, 1),
                processed("a", 1_000, 2),
                sunk("a", 1_000, Map.of("delivered", 1L)),
                processed("b", 1_000, 1),
                sunk("b", 1_000, Map.of("delivered", 1L)),
                sunk("", 1_000, Map.of("delivered", 0L, "unreadable", 2L))));
        String warehouse = "[{\"pixel_id\":\"a\",\"minute\":1000,\"loaded\":1,\"merged\":1,\"merged_away\":0},"
                + "{\"pixel_id\":\"b\",\"minute\":1000,\"loaded\":1,\"merged\":1,\"merged_away\":0}]";

        Lines lines = ledger.lines(warehouse, false);

        assertThat(lines.lines())
                .extracting(line ->
                        line.minute() + line.pixel() + " " + line.asMap(LATER).get("unreadable"))
                .containsExactly("999a 1", "1000a 1", "1000b 0");
        assertThat(lines.lines()).extracting(line -> line.state(LATER)).containsOnly(LineState.OK);
        assertThat(Verdict.of(lines, LATER)).isEqualTo(Verdict.ADDS_UP);
    }

    @Test
    void shouldNotTakeMoreForUnreadableThanThereWasNorADifferenceFromWhatWasNeverAnEvent() throws Exception {
        Ledger ledger = of(List.of(
                processed("a", 1_000, 3),
                sunk("", 1_000, Map.of("unreadable", 1L)),
                sunk("", 1_005, Map.of("unreadable", 4L))));

        Lines lines = ledger.lines("[]", false);

        assertThat(lines.lines()).extracting(line -> line.state(LATER)).containsExactly(LineState.OPEN, LineState.OK);
        assertThat(lines.lines().get(0).asMap(LATER)).containsEntry("difference", 2L);
        assertThat(lines.lines().get(1).asMap(LATER))
                .containsEntry("unreadable", 4L)
                .containsEntry("pixel", "");
    }

    private static LedgerEntry processed(String pixel, long minute, long events) {
        return new LedgerEntry(
                "stream-processor", "0", pixel, minute, Map.of("accepted", events, "unique", events), null, 0L);
    }

    private static LedgerEntry sunk(String pixel, long minute, Map<String, Long> counts) {
        return new LedgerEntry("firehose-sink", "events-0", pixel, minute, counts, null, 0L);
    }

    private static Ledger of(List<LedgerEntry> entries) {
        Ledger ledger = new Ledger(ALL, NOW_MS, 1_000);
        entries.forEach(ledger::take);
        return ledger;
    }

    private static LedgerEntry count(String pixel, long minute) {
        return count(pixel, minute, "a-0", 1);
    }

    private static LedgerEntry count(String pixel, long minute, String source, long accepted) {
        return new LedgerEntry("collector", source, pixel, minute, Map.of("accepted", accepted), null, 0L);
    }

    private static LedgerEntry heartbeat(String source, long minute, long spooled, long writtenAt) {
        return new LedgerEntry(
                "collector-heartbeat",
                source,
                "",
                0L,
                Map.of("watermark_minute", minute, "spooled_packs", spooled),
                null,
                writtenAt);
    }
}

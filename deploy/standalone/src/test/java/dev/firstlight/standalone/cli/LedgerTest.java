package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    private static final Asked ALL = new Asked(0, Long.MAX_VALUE, null);
    private static final Watermark LATER =
            new Watermark(2_000, 2_000, false, new Hands(null, Hands.NOTHING, 2_000 * 60_000L));

    @Test
    void shouldTakeTheEarliestWatermarkOfTheCollectorsThatLive() throws Exception {
        Ledger ledger = Ledger.of(List.of(
                heartbeat("a-0", 100, 0, 1_000_000),
                heartbeat("a-1", 98, 2, 1_000_500),
                heartbeat("dead-0", 7, 9, 900_000)));

        assertThat(ledger.collectorsMinute()).isEqualTo(98);
        assertThat(ledger.hasSpooled()).isTrue();
        assertThat(ledger.lines(ALL, "[]", false).lines()).isEmpty();
    }

    @Test
    void shouldNotBeHeldUpByCollectorsThatAreGone() {
        assertThat(Ledger.of(List.of()).collectorsMinute()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ledger.of(List.of()).hasSpooled()).isFalse();
    }

    @Test
    void shouldJudgeNothingOfTheMinuteInWhichTheWarehousesAnswerIsCutNorBefore() throws Exception {
        Ledger ledger = Ledger.of(List.of(count("a", 998), count("a", 999), count("b", 999), count("a", 1_000)));
        String warehouse = "[{\"pixel_id\":\"b\",\"minute\":999,\"loaded\":1,\"merged\":1,\"merged_away\":0},"
                + "{\"pixel_id\":\"a\",\"minute\":1000,\"loaded\":1,\"merged\":1,\"merged_away\":0}]";

        Lines cut = ledger.lines(ALL, warehouse, true);

        assertThat(cut.lines()).extracting(LedgerLine::minute).containsExactly(1_000L);
        assertThat(cut.cutBefore()).isEqualTo(1_000);
        assertThat(new Judged(cut, LATER, 10).text()).contains("nothing before 1970-01-01T16:40:00Z");
        assertThat(new Judged(cut, LATER, 10).asMap()).containsEntry("cut_before", "1970-01-01T16:40:00Z");
        assertThat(Verdict.of(new Lines(List.of(), 1_000), LATER)).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(Ledger.of(List.of(count("a", 998)))
                        .lines(ALL, warehouse, false)
                        .lines())
                .hasSize(3);
    }

    @Test
    void shouldListTheMinutesAndThePixelThatAreAskedForAndAskTheWarehouseForNoMore() throws Exception {
        Ledger ledger = Ledger.of(List.of(count("b", 1_000), count("a", 1_000), count("a", 999)));
        Asked asked = new Asked(1_000, 1_001, "a");

        assertThat(ledger.lines(asked, "[]", false).lines())
                .extracting(line -> line.minute() + " " + line.pixel())
                .containsExactly("1000 a");
        assertThat(asked.path()).isEqualTo("/ledger?from=1000&to=1001&pixel=a");
        assertThat(ALL.path()).isEqualTo("/ledger?from=0&to=" + Long.MAX_VALUE);
    }

    @Test
    void shouldListMinutesInOrder() throws Exception {
        Ledger ledger = Ledger.of(List.of(count("b", 1_000), count("a", 1_000), count("a", 999)));

        assertThat(ledger.lines(ALL, "[]", false).lines())
                .extracting(line -> line.minute() + " " + line.pixel())
                .containsExactly("999 a", "1000 a", "1000 b");
    }

    @Test
    void shouldReadMinutesAsPeopleTypeThem() {
        assertThat(Minutes.parse("--from", "1970-01-01T01:01")).isEqualTo(61);
        assertThat(Minutes.parse("--from", "1970-01-01T01:01:59Z")).isEqualTo(61);
        assertThatThrownBy(() -> Minutes.parse("--from", "yesterday")).hasMessageContaining("--from is a minute");
    }

    private static LedgerEntry count(String pixel, long minute) {
        return new LedgerEntry("collector", "a-0", pixel, minute, Map.of("accepted", 1L), null, 0L);
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

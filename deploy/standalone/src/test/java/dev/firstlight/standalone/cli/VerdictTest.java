package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An hour after minute 1000, in which five events were lost between processor and sink, or between sink and warehouse. */
final class VerdictTest {

    private static final long MINUTE = 1_000;
    private static final long NOW = MINUTE + 60;
    private static final long NOW_MS = NOW * 60_000;
    private static final long DELIVERED_MS = MINUTE * 60_000 + 2_000;
    private static final Hands EMPTY = new Hands(null, Hands.NOTHING, NOW_MS);

    private final LedgerLine undelivered = new LedgerLine(MINUTE, "shop");
    private final LedgerLine unmerged = new LedgerLine(MINUTE, "shop");
    private final LedgerLine right = new LedgerLine(MINUTE - 1, "shop");

    VerdictTest() {
        undelivered.add(entry("stream-processor", Map.of("accepted", 5L, "unique", 5L)));
        unmerged.add(entry("stream-processor", Map.of("accepted", 5L, "unique", 5L)));
        unmerged.add(entry("firehose-sink", Map.of("delivered", 5L)));
        right.add(entry("stream-processor", Map.of("accepted", 1L, "unique", 1L)));
        right.add(entry("firehose-sink", Map.of("delivered", 1L)));
        right.addWarehouse(1, 1, 0);
    }

    @Test
    void shouldJudgeWhatIsOlderThanAllThatAStageThatStandsStillHasInHand() {
        Hands sinkStands = new Hands("the firehose-sink", MINUTE + 1, NOW_MS);

        assertThat(state(undelivered, sinkStands)).isEqualTo(LineState.OPEN);
        assertThat(verdict(sinkStands, right, undelivered)).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void shouldNotJudgeAMinuteOfWhichAStageMayHaveSomethingAndSayItByTheExitCode() {
        Hands sinkStands = new Hands("the firehose-sink", MINUTE, NOW_MS);

        assertThat(state(undelivered, sinkStands)).isEqualTo(LineState.NOT_JUDGED);
        assertThat(verdict(sinkStands, right, undelivered)).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(Verdict.NOT_JUDGED.exitCode()).isEqualTo(4);
    }

    @Test
    void shouldJudgeWhatWasDeliveredBeforeAllThatTheWarehouseHasOnTrial() {
        Hands onTrial = new Hands("the warehouse", Hands.NOTHING, DELIVERED_MS + 1);
        Hands ofThatTime = new Hands("the warehouse", Hands.NOTHING, DELIVERED_MS);

        assertThat(state(unmerged, onTrial)).isEqualTo(LineState.OPEN);
        assertThat(state(unmerged, ofThatTime)).isEqualTo(LineState.NOT_JUDGED);
    }

    @Test
    void shouldJudgeWhatNeverReachedTheSinkWhateverTheWarehouseHas() {
        Hands unknown = new Hands("the warehouse", Hands.NOTHING, 0);

        assertThat(state(undelivered, unknown)).isEqualTo(LineState.OPEN);
        assertThat(state(unmerged, unknown)).isEqualTo(LineState.NOT_JUDGED);
    }

    @Test
    void shouldNotSayThatItAddsUpWhereNobodyKnowsWhatIsLeft() {
        assertThat(verdict(new Hands("the stream-processor", Hands.UNKNOWN, NOW_MS), right))
                .isEqualTo(Verdict.NOT_JUDGED);
        assertThat(verdict(new Hands("the warehouse", Hands.NOTHING, 0), right)).isEqualTo(Verdict.NOT_JUDGED);
    }

    @Test
    void shouldAddUpWhereNothingIsLeftOrAllThatIsOverIsRightAnyway() {
        assertThat(verdict(EMPTY, right)).isEqualTo(Verdict.ADDS_UP);
        assertThat(verdict(new Hands("the firehose-sink", NOW, NOW_MS), right)).isEqualTo(Verdict.ADDS_UP);
        assertThat(verdict(EMPTY, right, undelivered)).isEqualTo(Verdict.DIFFERS);
        assertThat(List.of(Verdict.ADDS_UP.exitCode(), Verdict.DIFFERS.exitCode()))
                .containsExactly(0, 1);
    }

    @Test
    void shouldSayInWordsAndInJsonWhatIsNotJudgedAndWhy() {
        Judged judged = judged(new Hands("the firehose-sink", MINUTE, NOW_MS));
        Judged unknown = judged(new Hands("the stream-processor", Hands.UNKNOWN, NOW_MS));

        assertThat(judged.isAll()).isFalse();
        assertThat(judged.text())
                .contains(
                        "the firehose-sink is not past this moment after 10 s",
                        "before 1970-01-01T16:40:00Z",
                        "1 lines");
        assertThat(judged.asMap())
                .containsEntry("behind", "the firehose-sink")
                .containsEntry("judged_before", "1970-01-01T16:40:00Z")
                .containsEntry("not_judged", 1L);
        assertThat(unknown.text()).contains("may be of any minute");
        assertThat(unknown.asMap()).containsEntry("judged_before", null);
        assertThat(judged(EMPTY).isAll()).isTrue();
        assertThat(judged(EMPTY).text()).isEqualTo("Adds up, or should, before 1970-01-01T17:40:00Z.\n");
    }

    private Judged judged(Hands hands) {
        return new Judged(new Lines(List.of(undelivered), Lines.UNCUT), watermark(hands), 10);
    }

    private static LineState state(LedgerLine line, Hands hands) {
        return line.state(watermark(hands));
    }

    private static Verdict verdict(Hands hands, LedgerLine... lines) {
        return Verdict.of(new Lines(List.of(lines), Lines.UNCUT), watermark(hands));
    }

    private static Watermark watermark(Hands hands) {
        return new Watermark(NOW, NOW, false, hands);
    }

    private static LedgerEntry entry(String stage, Map<String, Long> counts) {
        return new LedgerEntry(stage, "source", "shop", MINUTE, counts, null, DELIVERED_MS);
    }
}

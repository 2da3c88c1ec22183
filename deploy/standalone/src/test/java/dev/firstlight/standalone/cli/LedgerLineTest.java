package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.LedgerEntry;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerLineTest {

    private static final long MINUTE = Instant.parse("2026-11-22T10:00:00Z").getEpochSecond() / 60;
    private static final long NOW_MS = (MINUTE + 60) * 60_000;
    private static final Hands EMPTY = new Hands(null, Hands.NOTHING, NOW_MS);
    private static final Watermark LATER = new Watermark(MINUTE + 1, MINUTE + 1, false, EMPTY);
    private static final Watermark EARLIER = new Watermark(MINUTE, MINUTE, true, EMPTY);

    private final LedgerLine line = new LedgerLine(MINUTE, "shop");

    @Test
    void shouldAddUpWhereAllThatWasAnsweredIsMerged() {
        arrived(3);
        collector(Map.of("accepted", 3L));

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.cells(LATER)).hasSameSizeAs(LedgerLine.HEADINGS).endsWith("ok");
    }

    @Test
    void shouldNotAddUpWhereMoreWasAnsweredThanIsInTheLog() {
        arrived(3);
        collector(Map.of("accepted", 5L));

        assertThat(line.isBalanced()).isFalse();
        assertThat(line.cells(LATER)).endsWith("open");
    }

    @Test
    void shouldAddUpAndSayItWhereTheEdgeOwnsUpToWhatItLostAfterItsAnswer() {
        arrived(3);
        collector(Map.of("accepted", 4L, "lost_after_answer", 1L));
        collector(Map.of("accepted", 1L, "lost_after_answer", 1L)); // another loop

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.cells(LATER).get(LedgerLine.HEADINGS.indexOf("lost"))).isEqualTo("2");
        assertThat(line.asMap(LATER)).containsEntry("answered", 5L).containsEntry("lost_after_answer", 2L);
    }

    @Test
    void shouldNotAddUpWhereLessIsOwnedUpToThanIsMissing() {
        arrived(3);
        collector(Map.of("accepted", 5L, "lost_after_answer", 1L));

        assertThat(line.isBalanced()).isFalse();
    }

    @Test
    void shouldNotTakeAPackThatIsInTheLogTwiceForOneThatIsMissing() {
        arrived(3);
        line.add(entry("stream-processor", Map.of("accepted", 2L, "repeated.replayed_pack", 2L)));
        collector(Map.of("accepted", 4L));
        assertThat(line.isBalanced()).isFalse();

        arrived(1);

        assertThat(line.isBalanced()).isTrue();
    }

    @Test
    void shouldCallADifferenceInFlightAtTheWatermarkAndOpenBelowIt() {
        arrived(3);
        line.add(entry("stream-processor", Map.of("accepted", 2L, "unique", 2L)));

        assertThat(line.asMap(EARLIER))
                .containsEntry("in_flight", 2L)
                .containsEntry("difference", 0L)
                .containsEntry("state", "in flight");
        assertThat(line.asMap(LATER))
                .containsEntry("in_flight", 0L)
                .containsEntry("difference", 2L)
                .containsEntry("state", "open");
        assertThat(line.cells(LATER).get(LedgerLine.HEADINGS.indexOf("difference")))
                .isEqualTo("2 not delivered");
    }

    @Test
    void shouldCallWhatIsNotInTheLogSpooledWhileCollectorsSpool() {
        arrived(3);
        collector(Map.of("accepted", 8L));

        assertThat(line.asMap(EARLIER)).containsEntry("spooled", 5L);
        assertThat(line.asMap(LATER)).containsEntry("spooled", 0L);
    }

    @Test
    void shouldAddUpWithWhatTheSinkRefusedAndWhatWasMergedAway() {
        line.add(entry(
                "stream-processor", Map.of("accepted", 9L, "unique", 5L, "repeated.event_id", 3L, "refused.x", 1L)));
        line.add(entry("firehose-sink", Map.of("delivered", 4L, "refused.event_too_large", 1L, "retried", 7L)));
        line.addWarehouse(6, 3, 1);

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.asMap(LATER))
                .containsEntry("redelivered", 2L)
                .containsEntry("retried", 7L)
                .containsEntry("repeated_by", Map.of("event_id", 3L));
        assertThat(line.cells(LATER)).contains("event_id 3");
        assertThat(line.cells(LATER).get(LedgerLine.HEADINGS.indexOf("retried")))
                .isEqualTo("7");
    }

    @Test
    void shouldNotCountWhatTheEdgeRefusedAmongWhatIsInTheLog() {
        arrived(3);
        line.add(entry("stream-processor", Map.of("refused_at_edge", 2L, "refused_at_edge_replayed", 1L)));
        collector(Map.of("accepted", 3L, "refused.type_malformed", 2L));

        assertThat(line.isBalanced()).isTrue();
    }

    @Test
    void shouldNotAddUpWhenMoreIsDeliveredThanWasUnique() {
        arrived(3);
        line.add(entry("firehose-sink", Map.of("delivered", 1L)));
        line.addWarehouse(1, 1, 0);

        assertThat(line.isBalanced()).isFalse();
    }

    @Test
    void shouldAddUpHoweverOftenRowsWereTriedAgainAndAddTheTriesOfAllSources() {
        arrived(3);
        collector(Map.of("accepted", 3L));
        line.add(entry("firehose-sink", Map.of("delivered", 0L, "retried", 5L)));
        line.add(entry("firehose-sink", Map.of("delivered", 0L, "retried", 1L)));

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.difference()).isZero();
        assertThat(line.asMap(LATER)).containsEntry("retried", 6L);
    }

    private void arrived(long events) {
        line.add(entry("stream-processor", Map.of("accepted", events, "unique", events)));
        line.add(entry("firehose-sink", Map.of("delivered", events)));
        line.addWarehouse(events, events, 0);
    }

    private void collector(Map<String, Long> counts) {
        line.add(entry("collector", counts));
    }

    private static LedgerEntry entry(String stage, Map<String, Long> counts) {
        return new LedgerEntry(stage, "source", "shop", 0L, counts, null, 0L);
    }
}

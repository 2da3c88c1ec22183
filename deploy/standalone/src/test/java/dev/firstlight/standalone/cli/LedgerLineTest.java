package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerLineTest {

    private final LedgerLine line = new LedgerLine("2026-11-22T10:00:00Z", "shop");

    @Test
    void shouldAddUpWhereAllThatWasAnsweredIsMerged() {
        arrived(3);
        collector(Map.of("accepted", 3L));

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.cells()).hasSameSizeAs(LedgerLine.HEADINGS).endsWith("ok");
    }

    @Test
    void shouldNotAddUpWhereMoreWasAnsweredThanIsInTheLog() {
        arrived(3);
        collector(Map.of("accepted", 5L));

        assertThat(line.isBalanced()).isFalse();
        assertThat(line.cells()).endsWith("open");
    }

    @Test
    void shouldAddUpAndSayItWhereTheEdgeOwnsUpToWhatItLostAfterItsAnswer() {
        arrived(3);
        collector(Map.of("accepted", 4L, "lost_after_answer", 1L));
        collector(Map.of("accepted", 1L, "lost_after_answer", 1L)); // another loop

        assertThat(line.isBalanced()).isTrue();
        assertThat(line.cells().get(LedgerLine.HEADINGS.indexOf("lost"))).isEqualTo("2");
        assertThat(line.asMap()).containsEntry("answered", 5L).containsEntry("lost_after_answer", 2L);
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

    private void arrived(long events) {
        line.add(entry("stream-processor", Map.of("accepted", events, "unique", events)));
        line.add(entry("firehose-sink", Map.of("delivered", events)));
        line.addWarehouse(events, events);
    }

    private void collector(Map<String, Long> counts) {
        line.add(entry("collector", counts));
    }

    private static LedgerEntry entry(String stage, Map<String, Long> counts) {
        return new LedgerEntry(stage, "source", "shop", 0L, counts, null, 0L);
    }
}

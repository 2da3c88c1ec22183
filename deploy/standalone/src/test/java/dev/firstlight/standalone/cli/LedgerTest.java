package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    @Test
    void shouldTakeTheEarliestWatermarkOfTheCollectorsThatLive() {
        Ledger ledger = Ledger.of(List.of(
                heartbeat("a-0", 100, 0, 1_000_000),
                heartbeat("a-1", 98, 2, 1_000_500),
                heartbeat("dead-0", 7, 9, 900_000)));

        assertThat(ledger.collectorsMinute()).isEqualTo(98);
        assertThat(ledger.hasSpooled()).isTrue();
        assertThat(ledger.lines()).isEmpty();
    }

    @Test
    void shouldNotBeHeldUpByCollectorsThatAreGone() {
        assertThat(Ledger.of(List.of()).collectorsMinute()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ledger.of(List.of()).hasSpooled()).isFalse();
    }

    @Test
    void shouldListMinutesInOrder() {
        Ledger ledger = Ledger.of(List.of(count("b", 1_000), count("a", 1_000), count("a", 999)));

        assertThat(ledger.lines())
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

package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerPageTest {

    private static final long MINUTE = Events.RECEIVED_MS / Tally.MINUTE_MS;

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();
    private final Readiness readiness = new Readiness();

    @Test
    void shouldShowWhatWasCommittedNewestFirst() {
        kafka.add(LoopKit.P0, Events.bare("a").build());
        kafka.add(LoopKit.P1, Events.bare("b").build());
        kafka.add(
                LoopKit.P1,
                Events.bare("c")
                        .setReceivedAt(Events.RECEIVED_MS + Tally.MINUTE_MS)
                        .build());
        LoopKit kit = new LoopKit(kafka).assigned(LoopKit.P0, LoopKit.P1);
        LedgerPage page = new LedgerPage("one", kit.ledger::newest, () -> "", kit.readiness);

        assertThat(page.get()).doesNotContain("<td>");
        kit.loop.round();

        assertThat(page.get())
                .containsSubsequence(
                        "<td>2026-11-22T02:40:00Z</td><td>12345</td><td>1</td><td>0</td><td>0</td>",
                        "<td>2026-11-22T02:39:00Z</td><td>12345</td><td>2</td><td>0</td><td>0</td>");
    }

    @Test
    void shouldLeaveOutWhatIsOlderThanItsMinutes() {
        kafka.add(LoopKit.P0, Events.bare("new").build());
        kafka.add(
                LoopKit.P0,
                Events.bare("old")
                        .setReceivedAt(Events.RECEIVED_MS - LedgerPage.MINUTES * Tally.MINUTE_MS)
                        .build());
        LoopKit kit = new LoopKit(kafka).assigned(LoopKit.P0);

        kit.loop.round();

        assertThat(kit.ledger.newest(LedgerPage.MINUTES)).hasSize(1);
        assertThat(kit.ledger.newest(LedgerPage.MINUTES + 1)).hasSize(2);
    }

    @Test
    void shouldEscapeWhateverComesFromOutside() {
        readiness.fails("<b>", "\"broken\" & 'odd'");
        LedgerPage page = new LedgerPage(
                "<i>",
                minutes -> Map.of(new Tally.Key("<script>alert(1)</script>", MINUTE), new LedgerCounts(1, 0, 0, 0)),
                () -> "",
                readiness);

        assertThat(page.get())
                .contains("&lt;i&gt;", "&lt;b&gt;", "&quot;broken&quot; &amp; &#39;odd&#39;", "&lt;script&gt;")
                .doesNotContain("<script", "<i>", "<b>", "http:", "https:", "src=");
    }

    @Test
    void shouldTellWhatItHasCostByThePriceOfADay() {
        Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
        Billing billing = Billing.ofFirehose(meters, Prices.TODAY);
        meters.add(SinkMeter.ROWS_DELIVERED, 1_000_000);
        meters.add(SinkMeter.BYTES_BILLED, 1 << 29);

        assertThat(new LedgerPage("one", minutes -> Map.of(), billing::words, readiness).get())
                .contains("$0.014500, $0.014500 a million rows, at $0.029 a GiB as of 2026-11-22.");
        assertThat(Billing.free(meters).words()).isEmpty();
    }

    @Test
    void shouldSayHowManyLinesItLeavesOut() {
        Map<Tally.Key, LedgerCounts> counts = new HashMap<>();
        for (int i = 0; i < LedgerPage.LINES_MAX + 3; i++) {
            counts.put(new Tally.Key("pixel-" + i, MINUTE), new LedgerCounts(1, 0, 0, 0));
        }

        String html = new LedgerPage("one", minutes -> counts, () -> "", readiness).get();

        assertThat(html).contains("3 more lines are left out");
        assertThat(html.split("<tr><td>")).hasSize(LedgerPage.LINES_MAX + 1);
    }
}

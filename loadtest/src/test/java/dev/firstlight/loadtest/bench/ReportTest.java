package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {

    private static final Figure HELD = Figure.median(
            "added_p99_ms", Rounds.of(20.0, 10.0, 15.0), Bound.atMost(25).aimingAt(12), "accepted: 4 ms");
    private static final Figure MISSED = Figure.once("share", 0.9998, Bound.atLeast(0.9999), "");
    private static final Figure UNMEASURED = Figure.once("share", Double.NaN, Bound.atLeast(0.5), "not measured");

    @Test
    void shouldExitWith0WhenEveryMustIsHeldAlsoWhereAnAimIsMissed() {
        assertThat(new Report("edge", List.of(HELD)).exitCode()).isZero();
    }

    @Test
    void shouldExitWith1WhenOneMustIsMissed() {
        assertThat(new Report("edge", List.of(HELD, MISSED)).exitCode()).isEqualTo(1);
    }

    @Test
    void shouldExitWith1WhenAFigureWasNotMeasuredOrThereIsNone() {
        assertThat(new Report("edge", List.of(HELD, UNMEASURED)).exitCode()).isEqualTo(1);
        assertThat(new Report("edge", List.of()).exitCode()).isEqualTo(1);
    }

    @Test
    void shouldPrintOneJsonLineAFigure() throws Exception {
        String text = new Report("edge", List.of(HELD, MISSED, UNMEASURED)).text();

        List<String> lines = text.lines().filter(line -> line.startsWith("{")).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo(
                        "{\"bench\":\"edge\",\"figure\":\"added_p99_ms\",\"value\":15,\"must\":25,\"aim\":12,\"ok\":true}");
        JsonNode missed = new ObjectMapper().readTree(lines.get(1));
        assertThat(missed.get("value").doubleValue()).isEqualTo(0.9998);
        assertThat(missed.get("ok").booleanValue()).isFalse();
        assertThat(new ObjectMapper().readTree(lines.get(2)).get("value").isNull())
                .isTrue();
    }

    @Test
    void shouldPrintATableWithMustAimBaselineRoundsAndSpread() {
        String text = new Report("edge", List.of(HELD, MISSED)).text();

        List<String> rows = text.lines().limit(3).toList();
        assertThat(rows.get(0)).matches("figure +value +must +aim +baseline +rounds +spread");
        assertThat(rows.get(1)).matches("added_p99_ms +15 +≤ 25 +≤ 12 +accepted: 4 ms +3 +10 … 20");
        assertThat(rows.get(2)).matches("share +0.9998 +≥ 0.9999 +1 +MISSED");
    }
}

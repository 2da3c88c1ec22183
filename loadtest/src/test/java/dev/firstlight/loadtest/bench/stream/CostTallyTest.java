package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstlight.loadtest.bench.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CostTallyTest {

    @Test
    void shouldFormEachRatioInsideItsRoundAndThenTakeTheMedian() {
        CostTally tally = new CostTally();
        tally.add(round(20, 10, 5));
        tally.add(round(200, 160, 100)); // a machine that was ten times slower for a while
        tally.add(round(20, 16, 6));

        List<Figure> figures = tally.figures();

        assertThat(figures.get(0).name()).isEqualTo("events_per_cpu_second_vs_poll_send");
        assertThat(figures.get(0).value()).isCloseTo(0.3, within(1e-9));
        assertThat(figures.get(1).name()).isEqualTo("exactly_once_vs_at_least_once_cpu");
        assertThat(figures.get(1).value()).isCloseTo(1.25, within(1e-9));
    }

    @Test
    void shouldMeasureNothingWithoutRounds() {
        assertThat(new CostTally().figures())
                .allSatisfy(figure -> assertThat(figure.isOk()).isFalse());
    }

    private static Map<CostTally.Variant, StreamSample> round(double ours, double atLeastOnce, double pollSend) {
        return Map.of(
                CostTally.Variant.EXACTLY_ONCE, sample(ours),
                CostTally.Variant.AT_LEAST_ONCE, sample(atLeastOnce),
                CostTally.Variant.POLL_SEND, sample(pollSend),
                CostTally.Variant.POLL_EVENTS, sample(pollSend));
    }

    private static StreamSample sample(double cpuMicros) {
        return new StreamSample(cpuMicros, 0, 1, 1e6 / cpuMicros);
    }
}

package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstlight.loadtest.bench.Figure;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CostTallyTest {

    @Test
    void shouldFormTheRatioInsideItsRoundAndThenTakeTheMedian() {
        CostTally tally = new CostTally();
        tally.add(round(20, 5));
        tally.add(round(200, 100)); // a machine that was ten times slower for a while
        tally.add(round(20, 6));

        Figure figure = tally.figure();

        assertThat(figure.name()).isEqualTo("events_per_cpu_second_vs_poll_send");
        assertThat(figure.value()).isCloseTo(0.3, within(1e-9));
        assertThat(figure.isOk()).isTrue();
    }

    @Test
    void shouldMeasureNothingWithoutRounds() {
        assertThat(new CostTally().figure().isOk()).isFalse();
    }

    private static Map<CostTally.Variant, StreamSample> round(double ours, double pollSend) {
        return Map.of(
                CostTally.Variant.EXACTLY_ONCE, sample(ours),
                CostTally.Variant.POLL_SEND, sample(pollSend),
                CostTally.Variant.POLL_EVENTS, sample(pollSend));
    }

    private static StreamSample sample(double cpuMicros) {
        return new StreamSample(cpuMicros, 0, 1, 1e6 / cpuMicros);
    }
}

package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {

    @Test
    void shouldFormTheRatioInsideItsRoundAndThenTakeTheMedian() {
        Turns turns =
                new Turns(List.of(sample(24), sample(300), sample(22)), List.of(sample(20), sample(100), sample(20)));

        assertThat(turns.cpuRatio().median()).isCloseTo(1.2, within(1e-9));
        assertThat(turns.text("one", "other")).startsWith("one 24.0, other 20.0 µs");
    }

    private static StreamSample sample(double cpuMicros) {
        return new StreamSample(cpuMicros, 0, 1, 1e6 / cpuMicros);
    }
}

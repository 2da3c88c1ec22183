package dev.firstlight.loadtest.bench.stream.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessorCountsTest {

    @Test
    void shouldComeBackFromItsLineAndTellWhatWasCountedSince() {
        ProcessorCounts now = new ProcessorCounts(100, 90, 8, 2, 0);

        assertThat(ProcessorCounts.parse(now.line())).isEqualTo(now);
        assertThat(now.minus(new ProcessorCounts(40, 35, 4, 1, 0))).isEqualTo(new ProcessorCounts(60, 55, 4, 1, 0));
    }

    @Test
    void shouldTellEnrichmentFromTheRestOfItsStage() {
        EnrichCost cost = EnrichCost.parse(new EnrichCost(2, 2.25, 5).line());

        assertThat(cost.enrichmentMicros()).isEqualTo(3);
        assertThat(cost.userAgentHitMicros()).isEqualTo(0.25);
    }
}

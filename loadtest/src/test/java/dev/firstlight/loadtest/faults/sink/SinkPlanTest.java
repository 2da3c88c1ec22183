package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.standalone.firehose.FaultScript;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SinkPlanTest {

    @Test
    void shouldBeTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(SinkPlan.of(3, 4)).isEqualTo(SinkPlan.of(3, 4)).isNotEqualTo(SinkPlan.of(4, 4));
        assertThat(SinkPlan.of(3, 4).faults(2)).isEqualTo(SinkPlan.of(3, 4).faults(2));
    }

    @Test
    void shouldHaveDeathsOfBothAndAllThatGoesWrongWithinFiveSeeds() {
        Set<SinkPlan.Kind> kinds = EnumSet.noneOf(SinkPlan.Kind.class);
        LongStream.range(20, 25).mapToObj(seed -> SinkPlan.of(seed, 2)).forEach(plan -> {
            plan.steps().forEach(step -> kinds.add(step.kind()));
            assertThat(FaultScript.parse(plan.faults(0)).isEmpty()).isFalse();
            assertThat(plan.faults(0))
                    .contains("record=0.3", "error=0.2", "silent=0.05", "throttle=", "copy=")
                    .isNotEqualTo(plan.faults(1));
        });

        assertThat(kinds)
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(EnumSet.of(SinkPlan.Kind.WAREHOUSE_KILLED_LOADED)));
    }
}

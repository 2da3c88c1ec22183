package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoundsTest {

    @Test
    void shouldTakeTheMiddleOfAnOddNumberAndBetweenTheMiddlesOfAnEvenOne() {
        assertThat(Rounds.of(9.0, 1.0, 4.0).median()).isEqualTo(4);
        assertThat(Rounds.of(9.0, 1.0, 4.0, 6.0).median()).isEqualTo(5);
    }

    @Test
    void shouldHaveNoMedianWhenARoundWasNotMeasured() {
        assertThat(Rounds.of(1.0, Double.NaN, 2.0).median()).isNaN();
        assertThat(Rounds.of().median()).isNaN();
    }

    @Test
    void shouldCompareRoundByRound() {
        Rounds durable = Rounds.of(12.0, 30.0, 11.0);
        Rounds accepted = Rounds.of(4.0, 25.0, 5.0);

        assertThat(durable.minus(accepted)).isEqualTo(Rounds.of(8.0, 5.0, 6.0));
        assertThat(durable.plus(accepted)).isEqualTo(Rounds.of(16.0, 55.0, 16.0));
        assertThat(durable.dividedBy(accepted)).isEqualTo(Rounds.of(3.0, 1.2, 2.2));
    }
}

package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class GapsTest {

    private final Gaps loop = new Gaps();
    private final Gaps control = new Gaps();

    @Test
    void shouldKnowTheLongestTimeThatATickWasOverdue() {
        ticks(loop, 0, 1, 2, 12, 13, 18);

        assertThat(loop.nanosMax()).isEqualTo(ms(9));
        assertThat(loop.longestBeyond(control).nanos()).isEqualTo(ms(9));
    }

    @Test
    void shouldTakeOffTheTimeInWhichTheControlWasOverdueToo() {
        ticks(loop, 0, 11, 12, 42); // overdue 1 to 11 and 13 to 42
        ticks(control, 0, 4, 8, 9, 10, 11, 12, 38, 39, 40, 41, 42); // overdue 1 to 4, 5 to 8 and 13 to 38

        assertThat(loop.longestBeyond(control).nanos()).isEqualTo(ms(4));
    }

    @Test
    void shouldNotLetAStallOfTheControlExcuseAnotherMoment() {
        ticks(loop, 0, 31, 32, 33, 34);
        ticks(control, 32, 62);

        assertThat(loop.longestBeyond(control).nanos()).isEqualTo(ms(30));
    }

    @Test
    void shouldStartAnewWhenForgotten() {
        ticks(loop, 0, 31);
        loop.forget();
        ticks(loop, 32, 33);

        assertThat(loop.nanosMax()).isZero();
    }

    private static void ticks(Gaps gaps, long... atMs) {
        for (long at : atMs) {
            gaps.tick(ms(at));
        }
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }
}

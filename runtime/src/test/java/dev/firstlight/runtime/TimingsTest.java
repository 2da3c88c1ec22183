package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimingsTest {

    private long nowNanos;
    private final Timings timings = new Timings(() -> nowNanos);

    @Test
    void shouldKnowQuantilesToTwoDigits() {
        for (int ms = 1; ms <= 1_000; ms++) {
            timings.record(TimeUnit.MILLISECONDS.toNanos(ms));
        }

        assertMs(50, 500);
        assertMs(99, 990);
        assertThat(timings.count()).isEqualTo(1_000);
    }

    @Test
    void shouldForgetWhatIsTwoMinutesAgoButNotThatItWas() {
        timings.record(TimeUnit.SECONDS.toNanos(9));
        passAMinute();
        timings.record(TimeUnit.MILLISECONDS.toNanos(5));
        assertMs(100, 9_000);
        passAMinute();

        assertMs(100, 5);
        passAMinute();
        passAMinute();
        assertThat(timings.recent().getTotalCount()).isZero();
        assertThat(timings.count()).isEqualTo(2);
    }

    @Test
    void shouldTakeWhatIsNoDurationAsTheNearestOne() {
        timings.record(-5);
        timings.record(Long.MAX_VALUE);

        assertThat(timings.recent().getMinValue()).isZero();
        assertThat(timings.recent().getMaxValue()).isGreaterThanOrEqualTo(TimeUnit.DAYS.toNanos(8));
    }

    @Test
    void shouldMakeNoObjectForARecord() {
        for (int i = 0; i < 20_000; i++) {
            timings.record(i);
        }

        assertThat(Allocated.bytesPerCall(100_000, () -> timings.record(1_234_567)))
                .isLessThan(1);
    }

    private void passAMinute() {
        nowNanos += TimeUnit.MINUTES.toNanos(1);
        timings.recent();
    }

    private void assertMs(double percentile, double ms) {
        assertThat(timings.recent().getValueAtPercentile(percentile) / 1e6).isBetween(ms * 0.99, ms * 1.01);
    }
}

package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TallyTest {

    @Test
    void shouldGiveThePercentilesOfKnownLatencies() {
        Tally tally = new Tally();
        for (int ms = 1; ms <= 1_000; ms++) {
            tally.sent(0);
            tally.answered(200, TimeUnit.MILLISECONDS.toNanos(ms));
        }

        assertThat(tally.latencyMs(50)).isCloseTo(500, within(1.0));
        assertThat(tally.latencyMs(99)).isCloseTo(990, within(1.0));
        assertThat(tally.latencyMsMax()).isCloseTo(1_000, within(1.0));
        assertThat(tally.slowerThan(Duration.ofMillis(901))).isBetween(99L, 101L);
    }

    @Test
    void shouldCountARequestWithoutAnswerAsAFailureAndItsTimeAsLatency() {
        Tally tally = new Tally();
        for (int i = 0; i < 4; i++) {
            tally.sent(0);
        }

        tally.answered(204, 1_000_000);
        tally.answered(503, 1_000_000);
        tally.failed(Failure.TIMED_OUT, TimeUnit.SECONDS.toNanos(12));

        assertThat(tally.successShare()).isEqualTo(0.25);
        assertThat(tally.latencyMsMax()).isCloseTo(12_000, within(10.0));
        assertThat(tally).hasToString("204: 1, 503: 1, timed_out: 1, open: 1");
    }

    @Test
    void shouldBeSettledOnlyWhenNoRequestIsOpen() throws Exception {
        Tally tally = new Tally();
        tally.sent(0);

        assertThat(tally.awaitSettled(Duration.ZERO)).isFalse();

        tally.failed(Failure.CUT, 0);
        assertThat(tally.awaitSettled(Duration.ZERO)).isTrue();
    }
}

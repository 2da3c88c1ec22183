package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorLogTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T02:39:02Z"));
    private final List<String> lines = new ArrayList<>();
    private final ErrorLog errors = new ErrorLog(clock, (text, cause) -> lines.add(text));

    @Test
    void shouldWriteTheFirstAtOnceAndOneLineAMinuteWithTheCount() {
        for (int second = 0; second < 121; second++) {
            errors.report("Kafka is away");
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(lines)
                .containsExactly(
                        "Kafka is away",
                        "Kafka is away (60 times since the last line)",
                        "Kafka is away (60 times since the last line)");
    }

    @Test
    void shouldTellDistinctErrorsAndCausesApart() {
        errors.report("a");
        errors.report("b");
        errors.report("a", new IllegalStateException("x"));
        errors.report("a", new IllegalStateException("x"));

        assertThat(lines).containsExactly("a", "b", "a: java.lang.IllegalStateException: x");
    }

    @Test
    void shouldCountTogetherWhatIsBeyondItsBound() {
        for (int i = 0; i < ErrorLog.DISTINCT_MAX + 100; i++) {
            errors.report("error " + i);
        }
        assertThat(lines).hasSize(ErrorLog.DISTINCT_MAX + 1);

        clock.advance(Duration.ofMinutes(1));
        errors.report("yet another");

        assertThat(lines.get(lines.size() - 1)).isEqualTo("further distinct errors (100 times since the last line)");
    }
}

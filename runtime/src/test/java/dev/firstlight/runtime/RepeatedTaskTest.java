package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RepeatedTaskTest {

    private final List<String> said = new ArrayList<>();
    private final ErrorLog errors =
            new ErrorLog(new TestClock(Instant.parse("2026-11-22T10:00:00Z")), (text, cause) -> said.add(text));

    @Test
    void shouldSayWhatFailedAndLetNothingThrough() {
        Runnable failing = () -> {
            throw new IllegalStateException("scripted");
        };
        Runnable outOfStack = () -> {
            throw new StackOverflowError("scripted");
        };

        assertThatCode(new RepeatedTask("looking", failing, errors)::run).doesNotThrowAnyException();
        assertThatCode(new RepeatedTask("sweeping", outOfStack, errors)::run).doesNotThrowAnyException();

        assertThat(said)
                .containsExactly(
                        "looking failed, and is tried again: java.lang.IllegalStateException: scripted",
                        "sweeping failed, and is tried again: java.lang.StackOverflowError: scripted");
    }
}

package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReadinessTest {

    private final Readiness readiness = new Readiness();

    @Test
    void shouldBeReadyWhenNothingIsExpected() {
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void shouldBeReadyOnlyWhileEveryConditionHolds() {
        readiness.expect("a", "not yet");
        readiness.expect("b", "not yet");
        readiness.holds("a");
        assertThat(readiness.isReady()).isFalse();

        readiness.holds("b");
        assertThat(readiness.isReady()).isTrue();

        readiness.fails("a", "gone");
        assertThat(readiness.missing()).containsOnlyKeys("a").containsEntry("a", "gone");
    }

    @Test
    void shouldNotForgetThatAConditionHoldsWhenItIsNamedAgain() {
        readiness.holds("a");

        readiness.expect("a", "not yet");

        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void shouldNotHoldForWantOfAReason() {
        readiness.fails("a", "");

        assertThat(readiness.isReady()).isFalse();
    }
}

package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandBackTest {

    private static final Duration TURN = Duration.ofNanos(1);

    private final HandDrivenLoop loop = new HandDrivenLoop();
    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final List<Long> answered = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final HandBack handBack = new HandBack(
            loop,
            pack -> {
                answered.add(pack.openedAtMs());
                meanwhile.run();
            },
            meters);

    @Test
    void shouldKeepItsBoundWhileMoreIsSettled() {
        for (int i = 0; i < 20; i++) {
            handBack.offer(full(i));
        }
        meanwhile = () -> {
            meanwhile = () -> {};
            handBack.offer(full(100)); // as a thread of the log does while the loop is at it
        };

        loop.runTasks();
        assertThat(answered).hasSize(1);
        for (int turn = 0; turn < 20; turn++) {
            loop.advance(TURN);
            loop.runTasks();
        }

        assertThat(answered).hasSize(21).doesNotHaveDuplicates();
        assertThat(meters.count(CollectorMeter.HAND_BACKS_SPLIT)).isEqualTo(20);
    }

    @Test
    void shouldComeBackForWhatIsSettledWhenItThoughtItWasDone() {
        handBack.offer(of(1, 1));
        meanwhile = () -> {
            meanwhile = () -> {};
            handBack.offer(of(2, 1));
        };

        loop.runTasks();

        assertThat(answered).containsExactly(1L, 2L);
        handBack.offer(of(3, 1));
        loop.runTasks();
        assertThat(answered).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldAnswerTheOthersWhenOneCannotBeAnswered() {
        handBack.offer(of(1, 1));
        handBack.offer(of(2, 1));
        meanwhile = () -> {
            meanwhile = () -> {};
            throw new IllegalStateException("scripted");
        };

        loop.runTasks();

        assertThat(answered).containsExactly(1L, 2L);
        handBack.offer(of(3, 1));
        loop.runTasks();
        assertThat(answered).hasSize(3);
    }

    @Test
    void shouldHoldNothingBackWhenTheLoopIsAboutToEnd() {
        for (int i = 0; i < 5; i++) {
            handBack.offer(full(i));
        }
        loop.runTasks(); // the second is scheduled, and will be cancelled

        handBack.finish();
        handBack.offer(full(9));
        loop.runTasks();

        assertThat(answered).hasSize(6);
    }

    private static HandBack.Settled full(long number) {
        return of(number, HandBack.EVENTS_MAX);
    }

    private static HandBack.Settled of(long number, int events) {
        return new HandBack.Settled(0, number, Collections.nCopies(events, outcome -> {}), 0, Outcome.DURABLE);
    }
}

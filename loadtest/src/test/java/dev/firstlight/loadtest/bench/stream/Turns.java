package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two processors that got as many events in turns, round by round. Pure but for {@link #take}.
 *
 * @param first the one that is judged
 */
record Turns(List<StreamSample> first, List<StreamSample> second) {

    Turns {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /** Every other round begins with the other one, so that what drifts favours neither. */
    static Turns take(Driven<?> first, Driven<?> second, int events, int rounds, Progress progress)
            throws IOException, InterruptedException {
        List<StreamSample> ofFirst = new ArrayList<>();
        List<StreamSample> ofSecond = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean isFirstFirst = round % 2 == 0;
            StreamSample one = (isFirstFirst ? first : second).run(events).sample();
            StreamSample other = (isFirstFirst ? second : first).run(events).sample();
            ofFirst.add(isFirstFirst ? one : other);
            ofSecond.add(isFirstFirst ? other : one);
            progress.say("round %d, %s: %s", round + 1, first.label(), ofFirst.get(round));
            progress.say("round %d, %s: %s", round + 1, second.label(), ofSecond.get(round));
        }
        return new Turns(ofFirst, ofSecond);
    }

    /** Processor time of the first over that of the second, each in its round. */
    Rounds cpuRatio() {
        return rounds(first, StreamSample::cpuMicros).dividedBy(rounds(second, StreamSample::cpuMicros));
    }

    /** Medians of both, in words. */
    String text(String nameOfFirst, String nameOfSecond) {
        return "%s %.1f, %s %.1f µs; broker %.1f and %.1f µs"
                .formatted(
                        nameOfFirst,
                        rounds(first, StreamSample::cpuMicros).median(),
                        nameOfSecond,
                        rounds(second, StreamSample::cpuMicros).median(),
                        rounds(first, StreamSample::brokerMicros).median(),
                        rounds(second, StreamSample::brokerMicros).median());
    }

    private static Rounds rounds(List<StreamSample> samples, ToDoubleFunction<StreamSample> what) {
        return new Rounds(
                samples.stream().map(sample -> what.applyAsDouble(sample)).toList());
    }
}

package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What was measured, round by round, and the figure that follows: it is formed inside its round, then the median is taken. */
final class CostTally {

    /** What stands beside each other. */
    enum Variant {
        EXACTLY_ONCE,
        POLL_SEND,
        POLL_EVENTS
    }

    private final List<Map<Variant, StreamSample>> rounds = new ArrayList<>();

    /** A round has all variants. */
    void add(Map<Variant, StreamSample> round) {
        rounds.add(Map.copyOf(round));
    }

    Figure figure() {
        Rounds ours = cpu(Variant.EXACTLY_ONCE);
        Rounds pollSend = cpu(Variant.POLL_SEND);
        Rounds pollEvents = cpu(Variant.POLL_EVENTS);
        // events a second of processor time is one over processor time an event
        return ProcessorFigure.EVENTS_PER_CPU_SECOND_VS_POLL_SEND.median(
                pollSend.dividedBy(ours),
                "poll-send %.1f, ours %.1f µs an event; poll-send of the events that leave %.1f µs (%.2f ×)"
                        .formatted(
                                pollSend.median(),
                                ours.median(),
                                pollEvents.median(),
                                pollEvents.dividedBy(ours).median()));
    }

    double median(Variant variant, ToDoubleFunction<StreamSample> what) {
        return of(variant, what).median();
    }

    private Rounds cpu(Variant variant) {
        return of(variant, StreamSample::cpuMicros);
    }

    private Rounds of(Variant variant, ToDoubleFunction<StreamSample> what) {
        return new Rounds(rounds.stream()
                .map(round -> what.applyAsDouble(Objects.requireNonNull(round.get(variant))))
                .toList());
    }
}

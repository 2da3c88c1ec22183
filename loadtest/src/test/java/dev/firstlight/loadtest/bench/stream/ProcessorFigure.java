package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Bound;
import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Rounds;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What {@code loadtest/bench processor} stands for: the catalogue of its figures, in the order of the table. Bounds are those of issue 5. */
enum ProcessorFigure {
    /** Events a second of processor time, over those of a loop that polls one record an event and sends it on undecoded. */
    EVENTS_PER_CPU_SECOND_VS_POLL_SEND(Part.COST, Bound.atLeast(0.25).aimingAt(0.5)),
    /** Processor time of an event over that of the same processor without transactions. */
    EXACTLY_ONCE_VS_AT_LEAST_ONCE_CPU(Part.GUARANTEE, Bound.atMost(1.25).aimingAt(1.15)),
    /** p99 from being appended to the raw log until a read-committed consumer has the event, at half of the highest rate. */
    LATENCY_P99_MS_AT_HALF_LOAD(Part.LATENCY, Bound.atMost(1_500).aimingAt(700)),
    /** Processor time of all default enrichments of one event, caches warm. */
    ENRICHMENT_MICROS_PER_EVENT(Part.ENRICH, Bound.atMost(4).aimingAt(1.5)),
    /** That of a user agent that was seen before. */
    USER_AGENT_HIT_MICROS(Part.ENRICH, Bound.atMost(0.3).aimingAt(0.15)),
    /** Share of events whose user agent is parsed, from an empty cache on. */
    USER_AGENT_MISS_SHARE(Part.ENRICH, Bound.atMost(0.02).aimingAt(0.01)),
    /** Ids a second, of a state that was lost. */
    RESTORED_IDS_PER_SECOND(Part.GROWTH, Bound.atLeast(200_000).aimingAt(500_000)),
    /** Resident memory of the processor with many ids in its window, under load. */
    RESIDENT_MIB_WITH_MANY_IDS(Part.GROWTH, Bound.atMost(2_048).aimingAt(1_024)),
    /** Its state directory over its ids. */
    DISK_BYTES_PER_ID(Part.GROWTH, Bound.atMost(80).aimingAt(50)),
    /** Processor time of an event with many ids over that with few. */
    CPU_WITH_MANY_IDS_VS_FEW(Part.GROWTH, Bound.atMost(1.5).aimingAt(1.2)),
    /** Share of the profile that has a name; with less, the picture says little. */
    PROFILE_SHARE_NAMED(Part.PROFILE, Bound.atLeast(0.8).aimingAt(0.95));

    /** What is measured in one go, in this order. */
    enum Part {
        COST,
        GUARANTEE,
        LATENCY,
        PROFILE,
        ENRICH,
        GROWTH;

        /** What {@code --quick} runs when nothing is named, within 4 minutes. */
        static Set<Part> quick() {
            return EnumSet.complementOf(EnumSet.of(GUARANTEE, PROFILE));
        }

        String option() {
            return "--" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Part part;
    private final Bound bound;

    ProcessorFigure(Part part, Bound bound) {
        this.part = part;
        this.bound = bound;
    }

    Part part() {
        return part;
    }

    Figure once(double value, String baseline) {
        return Figure.once(figureName(), value, bound, baseline);
    }

    Figure median(Rounds rounds, String baseline) {
        return Figure.median(figureName(), rounds, bound, baseline);
    }

    /** Whose figure it is. */
    static ProcessorFigure of(Figure figure) {
        return valueOf(figure.name().toUpperCase(Locale.ROOT));
    }

    private String figureName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

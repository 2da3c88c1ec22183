package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Bound;
import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Rounds;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What {@code loadtest/bench sink} stands for: the catalogue of its figures, in the order of the table. Bounds are those of issue 6. */
enum SinkFigure {
    /** Bytes that Firehose bills over bytes of rows, at 1,000 events a second, rows waiting a second at most. */
    BILLED_OVER_IDEAL_AT_1000_PER_SECOND(Part.BILLING, Bound.atMost(1.02).aimingAt(1.005)),
    /** The same at 100 events a second. */
    BILLED_OVER_IDEAL_AT_100_PER_SECOND(Part.BILLING, Bound.atMost(1.25).aimingAt(1.1)),
    /** Of the shop's events, newline included. */
    ROW_BYTES_PER_EVENT(Part.BILLING, Bound.atMost(900).aimingAt(600)),
    /** Processor time of an event over that of a loop that polls it, makes the same row and writes it to a file. */
    CPU_PER_EVENT_VS_POLL_WRITE(Part.COST, Bound.atMost(3).aimingAt(1.5)),
    /** Greatest resident memory while Firehose is down, beyond the greatest of before, under the same load. */
    MEMORY_GROWTH_MIB_FIREHOSE_DOWN(Part.OUTAGE, Bound.atMost(64)),
    /** Rows that become rows of the local warehouse, which has millions already. */
    ROWS_MERGED_PER_SECOND(Part.LOAD, Bound.atLeast(100_000).aimingAt(300_000)),
    /** p99 from when a pixel should have been fired until a query of the local warehouse finds its row, at half of the highest rate. */
    PIXEL_TO_ROW_P99_SECONDS_AT_HALF_LOAD(Part.LATENCY, Bound.atMost(5).aimingAt(3)),
    /** Share of the profile that has a name; with less, the picture says little. */
    PROFILE_SHARE_NAMED(Part.PROFILE, Bound.atLeast(0.8).aimingAt(0.95));

    /** What is measured in one go, in this order. */
    enum Part {
        BILLING,
        COST,
        PROFILE,
        OUTAGE,
        LOAD,
        LATENCY;

        /** What {@code --quick} runs when nothing is named, within 4 minutes. */
        static Set<Part> quick() {
            return EnumSet.complementOf(EnumSet.of(PROFILE));
        }

        String option() {
            return "--" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final Part part;
    private final Bound bound;

    SinkFigure(Part part, Bound bound) {
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
    static SinkFigure of(Figure figure) {
        return valueOf(figure.name().toUpperCase(Locale.ROOT));
    }

    private String figureName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

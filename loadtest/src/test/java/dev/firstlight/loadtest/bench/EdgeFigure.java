package dev.firstlight.loadtest.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What {@code loadtest/bench edge} stands for: the catalogue of its figures, in the order of the table. */
enum EdgeFigure {
    /** Share of requests answered 2xx while the broker is stopped, then killed; and once it is back, whichever is less. */
    OUTAGE_2XX_SHARE(Part.OUTAGE, Bound.atLeast(0.9999)),
    /** Longest stall of an event loop in that time, beyond those of a control thread on the same core. */
    OUTAGE_LOOP_STALL_MS(Part.OUTAGE, Bound.atMost(20).aimingAt(5)),
    /** Greatest resident memory in that time, beyond the greatest with the same load and the broker up. */
    OUTAGE_RSS_GROWTH_MIB(Part.OUTAGE, Bound.atMost(64)),
    /** Packs replayed a second once the broker is back, beside live traffic, over packs that live traffic makes a second. */
    REPLAY_SPEED_OVER_LIVE(Part.OUTAGE, Bound.atLeast(3)),
    /** Added p99 of waiting for durability, at half of the highest rate. */
    DURABLE_VS_ACCEPTED_ADDED_P99_MS(Part.DURABLE, Bound.atMost(25).aimingAt(12)),
    /** Reading 1 GiB of segments when the collector starts. */
    SPOOL_RECOVERY_1_GIB_SECONDS(Part.RECOVERY, Bound.atMost(10)),
    /** p99 of honest clients beside 2,000 slow connections, over the one without. */
    HONEST_P99_BESIDE_2000_SLOW_RATIO(Part.SLOW, Bound.atMost(2)),
    /** Pixels not answered 2xx while two collectors behind HAProxy are restarted in turns. */
    ROLLING_RESTART_FAILED_PIXELS(Part.ROLLING, Bound.atMost(0));

    /** What is measured in one go. */
    enum Part {
        DURABLE,
        SLOW,
        OUTAGE,
        RECOVERY,
        ROLLING;

        /** What {@code --quick} runs: the figures of the table, within 4 minutes. */
        static Set<Part> quick() {
            return EnumSet.complementOf(EnumSet.of(ROLLING));
        }
    }

    private final Part part;
    private final Bound bound;

    EdgeFigure(Part part, Bound bound) {
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
    static EdgeFigure of(Figure figure) {
        return valueOf(figure.name().toUpperCase(Locale.ROOT));
    }

    private String figureName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

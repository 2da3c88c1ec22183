package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;

/**
 * The highest rate that holds p99 ≤ {@value #P99_MS_MAX} ms with every answer 2xx, found by steps, wide ones first. It is what this machine holds
 * with generator and broker on it too; half of it is a load at which latencies say something.
 */
final class HighestRate {

    static final double P99_MS_MAX = 100;

    private static final double FIRST = 1_000;
    private static final double WIDE = 1.5;
    private static final double NARROW = 1.15;
    private static final double HIGHEST = 100_000;

    private final OpenLoop load;
    private final Extent extent;
    private final Progress progress;

    HighestRate(OpenLoop load, Extent extent, Progress progress) {
        this.load = load;
        this.extent = extent;
        this.progress = progress;
    }

    double find() throws InterruptedException {
        return climb(climb(FIRST, WIDE) * NARROW, NARROW);
    }

    /** The last rate before one that is not held, twice: a collection or a compilation is no verdict. */
    private double climb(double from, double factor) throws InterruptedException {
        double rate = from;
        while (rate < HIGHEST && isHeldOneOfTwice(rate)) {
            rate *= factor;
        }
        return rate / factor;
    }

    private boolean isHeldOneOfTwice(double rate) throws InterruptedException {
        boolean isHeld = isHeld(rate);
        return isHeld || isHeld(rate);
    }

    private boolean isHeld(double rate) throws InterruptedException {
        Tally tally = Rig.round(load, rate, extent.step());
        progress.say("%.0f/s: %s", rate, tally.latencies());
        return tally.latencyMs(99) <= P99_MS_MAX && tally.successShare() == 1;
    }
}

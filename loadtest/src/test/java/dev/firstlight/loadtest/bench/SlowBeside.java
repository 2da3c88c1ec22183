package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.SlowClients;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What honest clients notice of {@value #SLOW_CONNECTIONS} connections that send a byte a second: their p99 with and without, in turns. */
final class SlowBeside {

    static final int SLOW_CONNECTIONS = 2_000;

    private static final Duration COME_IN = Duration.ofSeconds(3);

    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;
    private final double rate;

    SlowBeside(Rig rig, Extent extent, Progress progress, double rate) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.rate = rate;
    }

    Figure run() throws IOException, InterruptedException {
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        try (CollectorProcess collector = rig.collector("slow", "");
                OpenLoop load = rig.load(collector.address())) {
            Rig.warmUp(load, rate, extent);
            for (int round = 0; round < extent.slowRounds(); round++) {
                boolean isAloneFirst = round % 2 == 0;
                if (isAloneFirst) {
                    alone.add(honest("alone", load));
                }
                beside.add(besideSlow(collector, load));
                if (!isAloneFirst) {
                    alone.add(honest("alone", load));
                }
            }
        }
        Rounds base = new Rounds(alone);
        return EdgeFigure.HONEST_P99_BESIDE_2000_SLOW_RATIO.median(
                new Rounds(beside).dividedBy(base), "alone: p99 %.1f ms at %.0f/s".formatted(base.median(), rate));
    }

    private double besideSlow(CollectorProcess collector, OpenLoop load) throws IOException, InterruptedException {
        try (SlowClients slow = new SlowClients(collector.address(), SLOW_CONNECTIONS)) {
            Rig.pause(COME_IN);
            double p99 = honest("beside them", load);
            progress.say("%d slow connections, %d times shut out", slow.holding(), slow.shutOut());
            return p99;
        }
    }

    /** What comes and goes with a phase (2,000 connections that end, a collector that was idle) is over before it is looked at. */
    private double honest(String what, OpenLoop load) throws InterruptedException {
        Rig.round(load, rate, SETTLE);
        Tally tally = Rig.round(load, rate, extent.round());
        progress.say("%.0f/s %s: %s", rate, what, tally.latencies());
        return Rig.p99Ms(tally, progress);
    }
}

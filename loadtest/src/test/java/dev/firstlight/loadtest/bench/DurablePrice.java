package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What waiting for durability costs: two collectors alike but for {@code ack}, loaded in turns at half of what the durable one holds. */
final class DurablePrice {

    private static final double WARM_UP_RATE = 2_000;

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;
    private double halfRate;

    DurablePrice(Rig rig, Extent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    /** Half of the highest rate; after {@link #run}. */
    double halfRate() {
        return halfRate;
    }

    Figure run() throws IOException, InterruptedException {
        try (CollectorProcess durable = rig.collector("durable", "ack = durable");
                CollectorProcess accepted = rig.collector("accepted", "ack = accepted");
                OpenLoop toDurable = rig.load(durable.address());
                OpenLoop toAccepted = rig.load(accepted.address())) {
            progress.say("warming up");
            Rig.warmUp(toDurable, WARM_UP_RATE, extent);
            Rig.warmUp(toAccepted, WARM_UP_RATE, extent);
            progress.say("looking for the highest rate with p99 ≤ %.0f ms", HighestRate.P99_MS_MAX);
            halfRate = new HighestRate(toDurable, extent, progress).find() / 2;
            return compare(toDurable, toAccepted);
        }
    }

    private Figure compare(OpenLoop toDurable, OpenLoop toAccepted) throws InterruptedException {
        Rig.round(toDurable, halfRate, extent.round());
        Rig.round(toAccepted, halfRate, extent.round()); // uncounted: until now it has seen less load than the other
        List<Double> durable = new ArrayList<>();
        List<Double> accepted = new ArrayList<>();
        for (int round = 0; round < extent.rounds(); round++) {
            boolean isDurableFirst = round % 2 == 0;
            Tally first = Rig.round(isDurableFirst ? toDurable : toAccepted, halfRate, extent.round());
            Tally second = Rig.round(isDurableFirst ? toAccepted : toDurable, halfRate, extent.round());
            Tally ofDurable = isDurableFirst ? first : second;
            Tally ofAccepted = isDurableFirst ? second : first;
            durable.add(Rig.p99Ms(ofDurable, progress));
            accepted.add(Rig.p99Ms(ofAccepted, progress));
            progress.say("%.0f/s durable:  %s", halfRate, ofDurable.latencies());
            progress.say("%.0f/s accepted: %s", halfRate, ofAccepted.latencies());
        }
        Rounds base = new Rounds(accepted);
        return EdgeFigure.DURABLE_VS_ACCEPTED_ADDED_P99_MS.median(
                new Rounds(durable).minus(base), "accepted: p99 %.1f ms at %.0f/s".formatted(base.median(), halfRate));
    }
}

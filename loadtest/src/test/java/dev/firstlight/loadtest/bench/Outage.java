package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.Stalls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The broker is stopped for a while (connections stay, nothing answers), then killed for as long (connections are refused), then started
 * again, all under one constant load. What is judged covers the whole of it, the return included.
 */
final class Outage {

    /** @param residentMib the greatest */
    private record Calm(Tally tally, double residentMib, double packsPerSecond, Stalls stalls) {}

    /**
     * @param out requests of the time without a broker
     * @param back those from its start to the end of the replay
     */
    private record Away(Tally out, Tally back, double residentMib, double replayedPerSecond, Stalls stalls) {}

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;
    private final double rate;

    Outage(Rig rig, Extent extent, Progress progress, double rate) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.rate = rate;
    }

    List<Figure> run() throws IOException, InterruptedException {
        try (CollectorProcess collector = rig.collector("outage", "");
                OpenLoop load = rig.load(collector.address())) {
            Rig.warmUp(load, rate, extent);
            Calm calm = calm(collector, load);
            return figures(calm, away(collector, load));
        }
    }

    private Calm calm(CollectorProcess collector, OpenLoop load) throws IOException, InterruptedException {
        progress.say(
                "%.0f/s with the broker up, for %d s", rate, extent.warmUp().toSeconds());
        Tally tally = load.begin(rate);
        Memory memory = new Memory(collector);
        collector.forgetStalls();
        SpoolMeters start = SpoolMeters.of(collector);
        memory.watch(extent.warmUp());
        double packsPerSecond = SpoolMeters.of(collector).takenPacksPerSecondSince(start);
        Stalls stalls = collector.stalls();
        say("broker up", tally, collector);
        say(stalls);
        return new Calm(tally, memory.greatestMib(), packsPerSecond, stalls);
    }

    private Away away(CollectorProcess collector, OpenLoop load) throws IOException, InterruptedException {
        Memory memory = new Memory(collector);
        collector.forgetStalls();
        Tally out = load.begin(rate);
        rig.broker().stop();
        memory.watch(extent.outage());
        say("broker stopped", out, collector);
        rig.broker().kill();
        memory.watch(extent.outage());
        say("broker stopped, then killed", out, collector);

        Tally back = load.begin(rate);
        rig.broker().startAgain();
        double replayedPerSecond = new ReplaySpeed(collector, memory, progress).measure(extent.replayLimit());
        load.end();
        out.awaitSettled(Duration.ofSeconds(1));
        back.awaitSettled(Rig.ANSWER_LIMIT.plusSeconds(1));
        say("broker back", back, collector);
        Stalls stalls = collector.stalls();
        say(stalls);
        return new Away(out, back, memory.greatestMib(), replayedPerSecond, stalls);
    }

    private List<Figure> figures(Calm calm, Away away) {
        Stalls stalls = away.stalls();
        return List.of(
                EdgeFigure.OUTAGE_2XX_SHARE.once(
                        Math.min(away.out().successShare(), away.back().successShare()),
                        "broker up: %s; at %.0f/s, %d requests"
                                .formatted(
                                        Figure.text(calm.tally().successShare()),
                                        rate,
                                        away.out().intended() + away.back().intended())),
                EdgeFigure.OUTAGE_LOOP_STALL_MS.once(
                        stalls.beyondMs(),
                        "broker up: %.1f; was at %.1f s; loop %.1f, control %.1f"
                                .formatted(
                                        calm.stalls().beyondMs(),
                                        stalls.beyondAtSeconds(),
                                        stalls.loopMs(),
                                        stalls.controlMs())),
                EdgeFigure.OUTAGE_RSS_GROWTH_MIB.once(
                        away.residentMib() - calm.residentMib(),
                        "broker up: %.0f MiB; peak %.0f MiB".formatted(calm.residentMib(), away.residentMib())),
                EdgeFigure.REPLAY_SPEED_OVER_LIVE.once(
                        away.replayedPerSecond() / calm.packsPerSecond(),
                        "live: %.0f packs/s; replay: %.0f packs/s"
                                .formatted(calm.packsPerSecond(), away.replayedPerSecond())));
    }

    private void say(Stalls stalls) {
        progress.say(
                "  longest stall of the loop beyond the control: %.1f ms, %.1f s in; it %s",
                stalls.beyondMs(), stalls.beyondAtSeconds(), stalls.why());
    }

    private void say(String phase, Tally tally, CollectorProcess collector) throws IOException, InterruptedException {
        progress.say("%s: %s; %s", phase, tally, tally.latencies());
        progress.say(
                "  %.0f MiB resident; spool holds %.0f packs; processor seconds so far: collector %.1f, broker %.1f",
                collector.residentMib(),
                SpoolMeters.of(collector).packsHeld(),
                collector.cpu().toMillis() / 1e3,
                rig.broker().cpu().toMillis() / 1e3);
    }
}

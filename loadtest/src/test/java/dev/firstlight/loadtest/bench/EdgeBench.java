package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.process.MachineTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the edge stands for when the broker is away, slow or just far, and when clients are slow: broker and collector as processes, load from
 * this one. A part that fails leaves its figures unmeasured, which misses, and the others go on. Threads: the caller's.
 */
final class EdgeBench {

    /** Of the outage and the slow connections, unless half of what the machine holds is less. */
    private static final double RATE_MAX = 2_000;

    /** Of the rolling restart, where two collectors, one of them starting, and HAProxy share what is one collector's otherwise. */
    private static final double ROLLING_RATE_MAX = 500;

    @FunctionalInterface
    private interface Measuring {
        List<Figure> run() throws IOException, InterruptedException;
    }

    private final Path directory;
    private final Extent extent;
    private final Progress progress;
    private final Map<EdgeFigure, Figure> figures = new EnumMap<>(EdgeFigure.class);
    private double rate = RATE_MAX;

    EdgeBench(Path directory, Extent extent, Progress progress) {
        this.directory = directory;
        this.extent = extent;
        this.progress = progress;
    }

    /** @param parts what to measure; the figures of the others are left out */
    List<Figure> run(Cores cores, Set<EdgeFigure.Part> parts) throws IOException, InterruptedException {
        cores.leaveTheMeasuredOne();
        progress.say("starting a broker");
        try (Rig rig = new Rig(directory, cores)) {
            for (EdgeFigure.Part part : parts) {
                progress.say("— %s", part.name().toLowerCase(Locale.ROOT));
                MachineTime before = MachineTime.now(rig.broker().cpu());
                measure(measuring(rig, part));
                double others = MachineTime.now(rig.broker().cpu()).othersShareSince(before);
                progress.say("others took %.0f %% of the machine meanwhile", 100 * others);
            }
        }
        return Stream.of(EdgeFigure.values())
                .filter(figure -> parts.contains(figure.part()))
                .map(figure -> figures.getOrDefault(figure, figure.once(Double.NaN, "not measured")))
                .toList();
    }

    private Measuring measuring(Rig rig, EdgeFigure.Part part) {
        return switch (part) {
            case DURABLE ->
                () -> {
                    DurablePrice price = new DurablePrice(rig, extent, progress);
                    Figure figure = price.run();
                    rate = Math.min(rate, price.halfRate());
                    return List.of(figure);
                };
            case SLOW -> () -> List.of(new SlowBeside(rig, extent, progress, rate).run());
            case OUTAGE -> () -> new Outage(rig, extent, progress, rate).run();
            case RECOVERY -> () -> List.of(new Recovery(rig, extent, progress).run());
            case ROLLING ->
                () -> List.of(new RollingRestart(rig, extent, progress, Math.min(rate, ROLLING_RATE_MAX)).run());
            case COST -> () -> new EdgeCost(rig, extent, progress).run();
            case PROFILE -> () -> List.of(new EdgeProfile(rig, extent, progress).run());
            case CHOICES -> () -> List.of(new EdgeChoices(rig, extent, progress).run());
        };
    }

    private void measure(Measuring measuring) throws InterruptedException {
        try {
            measuring.run().forEach(figure -> figures.put(EdgeFigure.of(figure), figure));
        } catch (IOException | RuntimeException e) {
            progress.say("could not be measured: %s", e);
        }
    }
}

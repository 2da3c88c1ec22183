package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
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
 * Runs the parts, one after the other. A part that fails leaves its figures unmeasured, which misses, and the others go on. Threads: the
 * caller's.
 */
final class SinkBench {

    @FunctionalInterface
    private interface Measuring {
        List<Figure> run() throws IOException, InterruptedException;
    }

    private final Path directory;
    private final SinkExtent extent;
    private final Progress progress;
    private final Map<SinkFigure, Figure> figures = new EnumMap<>(SinkFigure.class);

    SinkBench(Path directory, SinkExtent extent, Progress progress) {
        this.directory = directory;
        this.extent = extent;
        this.progress = progress;
    }

    /** @param parts what to measure; the figures of the others are left out */
    List<Figure> run(Cores cores, Set<SinkFigure.Part> parts) throws IOException, InterruptedException {
        cores.leaveTheMeasuredOne();
        try (SinkRig rig = new SinkRig(directory, cores, extent, progress)) {
            for (SinkFigure.Part part : parts) {
                progress.say("— %s", part.name().toLowerCase(Locale.ROOT));
                MachineTime before = MachineTime.now(rig.cpu());
                measure(measuring(rig, part));
                double others = MachineTime.now(rig.cpu()).othersShareSince(before);
                progress.say("others took %.0f %% of the machine meanwhile", 100 * others);
            }
        }
        return Stream.of(SinkFigure.values())
                .filter(figure -> parts.contains(figure.part()))
                .map(figure -> figures.getOrDefault(figure, figure.once(Double.NaN, "not measured")))
                .toList();
    }

    private Measuring measuring(SinkRig rig, SinkFigure.Part part) {
        return switch (part) {
            case BILLING -> () -> new BillingPart(rig, extent, progress).run();
            case COST -> () -> List.of(new CostPart(rig, extent, progress).run());
            case PROFILE -> () -> List.of(new ProfilePart(rig, extent, progress).run());
            case OUTAGE -> () -> List.of(new OutagePart(rig, extent, progress).run());
            case LOAD -> () -> List.of(new LoadPart(rig, extent, progress).run());
            case LATENCY -> () -> List.of(new LatencyPart(rig, extent, progress).run());
        };
    }

    private void measure(Measuring measuring) throws InterruptedException {
        try {
            measuring.run().forEach(figure -> figures.put(SinkFigure.of(figure), figure));
        } catch (IOException | RuntimeException e) {
            progress.say("could not be measured: %s", e);
        }
    }
}

package dev.firstlight.loadtest.bench.stream;

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
 * Runs the parts, one after the other, with one broker. A part that fails leaves its figures unmeasured, which misses, and the others go on.
 * Threads: the caller's.
 */
final class ProcessorBench {

    @FunctionalInterface
    private interface Measuring {
        List<Figure> run() throws IOException, InterruptedException;
    }

    private final Path directory;
    private final StreamExtent extent;
    private final Progress progress;
    private final Deployment deployment = new Deployment();
    private final Map<ProcessorFigure, Figure> figures = new EnumMap<>(ProcessorFigure.class);

    ProcessorBench(Path directory, StreamExtent extent, Progress progress) {
        this.directory = directory;
        this.extent = extent;
        this.progress = progress;
    }

    /** @param parts what to measure; the figures of the others are left out */
    List<Figure> run(Cores cores, Set<ProcessorFigure.Part> parts) throws IOException, InterruptedException {
        cores.leaveTheMeasuredOne();
        progress.say("starting a broker");
        try (StreamRig rig = new StreamRig(directory, cores, extent, progress)) {
            for (ProcessorFigure.Part part : parts) {
                progress.say("— %s", part.name().toLowerCase(Locale.ROOT));
                MachineTime before = MachineTime.now(rig.cpu());
                measure(measuring(rig, part));
                double others = MachineTime.now(rig.cpu()).othersShareSince(before);
                progress.say("others took %.0f %% of the machine meanwhile", 100 * others);
            }
        }
        return Stream.of(ProcessorFigure.values())
                .filter(figure -> parts.contains(figure.part()))
                .map(figure -> figures.getOrDefault(figure, figure.once(Double.NaN, "not measured")))
                .toList();
    }

    /** What the measured figures mean for a large deployment. */
    String deployment() {
        return deployment.text();
    }

    private Measuring measuring(StreamRig rig, ProcessorFigure.Part part) {
        return switch (part) {
            case COST -> () -> List.of(new CostPart(rig, extent, progress, deployment).run());
            case GUARANTEE -> () -> List.of(new GuaranteePart(rig, extent, progress).run());
            case LATENCY -> () -> List.of(new LatencyPart(rig, extent, progress).run());
            case PROFILE -> () -> List.of(new ProfilePart(rig, extent, progress).run());
            case ENRICH -> () -> new EnrichPart(rig, extent, progress).run();
            case GROWTH -> () -> new GrowthPart(rig, extent, progress, deployment).run();
        };
    }

    private void measure(Measuring measuring) throws InterruptedException {
        try {
            measuring.run().forEach(figure -> figures.put(ProcessorFigure.of(figure), figure));
        } catch (IOException | RuntimeException e) {
            progress.say("could not be measured: %s", e);
        }
    }
}

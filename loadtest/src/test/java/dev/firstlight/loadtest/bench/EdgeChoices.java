package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.Wrk;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.ProbeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What else could have been decided, one collector after the other under the judged load: which each default is the better of. Not
 * interleaved, since all of them would not fit into the memory of a small machine; the defaults are measured first and last instead.
 */
final class EdgeChoices {

    private static final long SEED = 4;

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;

    EdgeChoices(Rig rig, Extent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        Wrk wrk = new Wrk(rig.directory(), new Random(SEED));
        List<String> lines = new ArrayList<>();
        double defaults = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        String cheapest = "";
        for (Choice choice : Choice.values()) {
            Rounds micros = measure(choice, wrk, lines);
            if (choice == Choice.DEFAULTS) {
                defaults = micros.median();
            }
            if (micros.median() < least) {
                least = micros.median();
                cheapest = choice.label();
            }
        }
        lines.addAll(new ArchivedClasses(rig, progress).run());
        progress.say("%n%s", String.join("\n", lines));
        return EdgeFigure.DEFAULTS_VS_CHEAPEST_CHOICE.once(
                defaults / least, "%s %.1f µs, defaults %.1f µs".formatted(cheapest, least, defaults));
    }

    private Rounds measure(Choice choice, Wrk wrk, List<String> lines) throws IOException, InterruptedException {
        List<Double> micros = new ArrayList<>();
        try (CollectorProcess collector =
                rig.collector(choice.label(), choice.settings(), ProbeMode.ALONE, choice.jvmOptions())) {
            new WarmUp(wrk, extent, progress).run(choice.label(), collector);
            EdgeCost cost = new EdgeCost(rig, extent, progress);
            for (int round = 0; round < extent.choiceRounds(); round++) {
                CostSample sample = cost.sample(CostCell.OURS, collector, wrk);
                micros.add(sample.cpuMicros());
                lines.add("%-26s %s; %.0f MiB".formatted(choice.label(), sample, collector.residentMib()));
                progress.say("%s", lines.get(lines.size() - 1));
                CostSample few = cost.sample(CostCell.OURS_FEW, collector, wrk);
                lines.add("%-26s %d connections: %s".formatted(choice.label(), CostCell.FEW, few));
                progress.say("%s", lines.get(lines.size() - 1));
            }
        }
        return new Rounds(micros);
    }
}

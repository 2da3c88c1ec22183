package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.Wrk;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.ProbeMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Where the microseconds of a request go: ours under the judged load with a profiler in it. Leaves a table, a picture and the stacks behind,
 * beside the directory of the run, which goes.
 */
final class EdgeProfile {

    private static final long SEED = 4;

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;
    private final Path into;

    EdgeProfile(Rig rig, Extent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.into = rig.directory().resolveSibling("profile-" + CostCell.JUDGED);
    }

    Figure run() throws IOException, InterruptedException {
        CostVariant ours = CostVariant.OURS;
        Wrk wrk = new Wrk(rig.directory(), new Random(SEED));
        try (CollectorProcess collector =
                rig.collector("profiled", ours.settings(), ProbeMode.ALONE, CollectorProcess.PROFILED)) {
            new WarmUp(wrk, extent, progress).run("profiled", collector);
            collector.startProfile();
            CostSample sample = new EdgeCost(rig, extent, progress).sample(CostCell.OURS, collector, wrk);
            Path collapsed = Path.of(into + ".collapsed");
            collector.stopProfile(collapsed, Path.of(into + ".html"));
            return figure(
                    sample, StackTable.of(Files.readAllLines(collapsed, StandardCharsets.UTF_8), StackGroup.SORTER));
        }
    }

    private Figure figure(CostSample sample, StackTable table) throws IOException {
        String text = table.text(sample.cpuMicros());
        Files.writeString(Path.of(into + ".txt"), text);
        String title = "%.1f µs of processor time for one durable pixel".formatted(sample.cpuMicros());
        Files.writeString(
                Path.of(into + ".svg"),
                new StackPicture(table, sample.cpuMicros(), title).svg(),
                StandardCharsets.UTF_8);
        progress.say("%s%n%s%nalso in %s.txt; as pictures in %s.svg and .html", sample, text, into, into);
        return EdgeFigure.PROFILE_SHARE_NAMED.once(
                table.shareNamed(), "%.1f µs a request, profiled".formatted(sample.cpuMicros()));
    }
}

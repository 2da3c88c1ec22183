package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.StackTable;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the microseconds of an event go: the sink at full speed with a profiler in it. Leaves a table, a flame graph and the stacks behind, beside the directory
 * of the run, which goes.
 */
final class ProfilePart {

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;
    private final Path into;

    ProfilePart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.into = rig.directory().resolveSibling("profile-sink");
    }

    Figure run() throws IOException, InterruptedException {
        try (Fed<SinkProcess> sink = rig.fedSink("profile")) {
            rig.warmUp(sink);
            Path collapsed = Path.of(into + ".collapsed");
            sink.reader().startProfile();
            SinkSample sample = sink.take(extent.roundEvents());
            sink.reader().stopProfile(collapsed, Path.of(into + ".html"));
            StackTable table = StackTable.of(Files.readAllLines(collapsed, StandardCharsets.UTF_8), SinkStack.SORTER);
            String text = table.text(sample.cpuMicros());
            Files.writeString(Path.of(into + ".txt"), text);
            progress.say("%s%n%s%nalso in %s.txt; as a picture in %s.html", sample, text, into, into);
            return SinkFigure.PROFILE_SHARE_NAMED.once(
                    table.shareNamed(), "%.1f µs an event, profiled".formatted(sample.cpuMicros()));
        }
    }
}

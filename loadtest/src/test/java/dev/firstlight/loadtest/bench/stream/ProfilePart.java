package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.StackPicture;
import dev.firstlight.loadtest.bench.StackTable;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the microseconds of an event go: the processor at full speed with a profiler in it. Leaves a table, a picture and the stacks behind,
 * beside the directory of the run, which goes.
 */
final class ProfilePart {

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;
    private final Path into;

    ProfilePart(StreamRig rig, StreamExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.into = rig.directory().resolveSibling("profile-processor");
    }

    Figure run() throws IOException, InterruptedException {
        Driven<ProcessorProcess> processor = rig.exactlyOnce();
        Path collapsed = Path.of(into + ".collapsed");
        processor.stream().startProfile();
        StreamSample sample = processor.run(extent.roundEvents()).sample();
        processor.stream().stopProfile(collapsed, Path.of(into + ".html"));
        StackTable table = StackTable.of(Files.readAllLines(collapsed, StandardCharsets.UTF_8), ProcessorStack.SORTER);
        String text = table.text(sample.cpuMicros());
        Files.writeString(Path.of(into + ".txt"), text);
        String title = "%.1f µs of processor time for one event".formatted(sample.cpuMicros());
        Files.writeString(
                Path.of(into + ".svg"),
                new StackPicture(table, sample.cpuMicros(), title).svg(),
                StandardCharsets.UTF_8);
        progress.say("%s%n%s%nalso in %s.txt; as pictures in %s.svg and .html", sample, text, into, into);
        return ProcessorFigure.PROFILE_SHARE_NAMED.once(
                table.shareNamed(), "%.1f µs an event, profiled".formatted(sample.cpuMicros()));
    }
}

package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import java.io.IOException;

/** What exactly once costs: the processor beside itself at least once, in turns. */
final class GuaranteePart {

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;

    GuaranteePart(StreamRig rig, StreamExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        Driven<ProcessorProcess> exactlyOnce = rig.exactlyOnce();
        try (Driven<ProcessorProcess> atLeastOnce = rig.atLeastOnce()) {
            rig.warmUp(atLeastOnce, extent.warmUpEvents());
            Turns turns = Turns.take(exactlyOnce, atLeastOnce, extent.roundEvents(), extent.rounds(), progress);
            return ProcessorFigure.EXACTLY_ONCE_VS_AT_LEAST_ONCE_CPU.median(
                    turns.cpuRatio(), turns.text("exactly once", "at least once"));
        }
    }
}

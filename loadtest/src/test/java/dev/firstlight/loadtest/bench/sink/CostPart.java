package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import dev.firstlight.loadtest.bench.sink.process.PollWriteProcess;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an event costs in the sink, beside a loop that polls, makes the same rows and writes them to a file, in interleaved rounds: all stand warm on the measured
 * core, and one at a time is shown something to do. Beside both, a loop that writes rows that were made before: what Kafka and a file alone cost.
 */
final class CostPart {

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;

    CostPart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        try (Fed<SinkProcess> sink = rig.fedSink("cost");
                Fed<PollWriteProcess> pollWrite = rig.pollWrite();
                Fed<PollWriteProcess> pollMakeWrite = rig.pollMakeWrite()) {
            List<Fed<?>> variants = List.of(sink, pollWrite, pollMakeWrite);
            for (Fed<?> variant : variants) {
                rig.warmUp(variant);
            }
            return figure(rounds(variants));
        }
    }

    private static Figure figure(List<Rounds> micros) {
        Rounds sink = micros.get(0);
        Rounds pollWrite = micros.get(1);
        Rounds pollMakeWrite = micros.get(2);
        return SinkFigure.CPU_PER_EVENT_VS_POLL_WRITE.median(
                sink.dividedBy(pollMakeWrite),
                "poll-write %.1f, ours %.1f µs; a loop whose rows are made already: %.1f µs, %.1f ×"
                        .formatted(
                                pollMakeWrite.median(),
                                sink.median(),
                                pollWrite.median(),
                                sink.dividedBy(pollWrite).median()));
    }

    /** Microseconds an event, of each. Every other round goes backwards, so that what drifts favours nobody. */
    private List<Rounds> rounds(List<Fed<?>> variants) throws IOException, InterruptedException {
        List<List<Double>> micros = new ArrayList<>();
        variants.forEach(variant -> micros.add(new ArrayList<>()));
        for (int round = 0; round < extent.rounds(); round++) {
            for (int i = 0; i < variants.size(); i++) {
                int at = round % 2 == 0 ? i : variants.size() - 1 - i;
                SinkSample sample = variants.get(at).take(extent.roundEvents());
                micros.get(at).add(sample.cpuMicros());
                progress.say("round %d, %s: %s", round + 1, variants.get(at).label(), sample);
            }
        }
        return micros.stream().map(Rounds::new).toList();
    }
}

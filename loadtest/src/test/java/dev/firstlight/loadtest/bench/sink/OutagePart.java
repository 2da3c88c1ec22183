package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.sink.corpus.EventFlow;
import dev.firstlight.loadtest.bench.sink.corpus.FirehoseStandIn;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A sink under load while Firehose is down: first it does not answer, then it says that it is too much, then nobody is there. Its resident memory is looked at
 * twice a second; the figure is none when an event has not been delivered in the end.
 */
final class OutagePart {

    private static final String NAME = "outage";
    private static final double PER_SECOND = 1_000;
    private static final Duration BEFORE = Duration.ofSeconds(20);
    private static final Duration DELIVERED_WITHIN = Duration.ofMinutes(10);
    private static final long LOOK_EACH_MS = 500;
    private static final List<FirehoseStandIn.State> DOWN =
            List.of(FirehoseStandIn.State.SILENT, FirehoseStandIn.State.BUSY, FirehoseStandIn.State.GONE);

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;

    OutagePart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        try (SinkProcess sink = rig.sink(NAME)) {
            long events;
            double before;
            double during = 0;
            try (EventFlow flow = rig.flow(NAME, PER_SECOND)) {
                before = greatestMib(sink, BEFORE);
                for (FirehoseStandIn.State state : DOWN) {
                    rig.firehose().be(state);
                    double greatest = greatestMib(sink, extent.outage().dividedBy(DOWN.size()));
                    progress.say("%s: %.0f MiB at most, %.0f before; %s", state, greatest, before, sink.counts());
                    during = Math.max(during, greatest);
                }
                rig.firehose().be(FirehoseStandIn.State.UP);
                flow.close();
                events = flow.acknowledged();
            }
            boolean isWhole = areAllDelivered(sink, events);
            return SinkFigure.MEMORY_GROWTH_MIB_FIREHOSE_DOWN.once(
                    isWhole ? during - before : Double.NaN,
                    "%.0f MiB before, -Xmx%dm; down for %d s at %.0f/s"
                            .formatted(
                                    before,
                                    SinkProcess.HEAP_MIB,
                                    extent.outage().toSeconds(),
                                    PER_SECOND));
        } finally {
            rig.firehose().be(FirehoseStandIn.State.UP);
        }
    }

    private static double greatestMib(SinkProcess sink, Duration watched) throws IOException, InterruptedException {
        long until = System.nanoTime() + watched.toNanos();
        double greatest = 0;
        while (until - System.nanoTime() > 0) {
            greatest = Math.max(greatest, sink.residentMib());
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
        }
        return greatest;
    }

    private boolean areAllDelivered(SinkProcess sink, long events) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        long delivered = rig.firehose().intake(NAME).rows();
        while (delivered < events && System.nanoTime() - startNanos < DELIVERED_WITHIN.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            delivered = rig.firehose().intake(NAME).rows();
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        progress.say("%,d of %,d rows delivered, the last %d ms after; %s", delivered, events, tookMs, sink.counts());
        return delivered >= events;
    }
}

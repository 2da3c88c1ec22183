package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.load.OpenLoop;
import dev.firstlight.loadtest.bench.load.Tally;
import dev.firstlight.loadtest.bench.sink.process.PipelineProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * How soon a pixel is a row that a query finds, with everything of {@code deploy/firstlight up} in one process beside the generator. The highest rate is the last
 * step of a ramp whose pixels were all answered and were all rows soon after its end; at half of it, pixels of their own are fired among the others and looked
 * for.
 */
final class LatencyPart {

    private static final int CONNECTIONS = 64;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(12);
    private static final double FIRST_PER_SECOND = 1_000;
    private static final int STEPS_MAX = 14;
    private static final double LOAD = 0.5;

    /** A step holds when its last rows are there so soon after it. */
    private static final Duration HOLDS_WITHIN = Duration.ofSeconds(5);

    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);
    private static final Duration BEGINNING = Duration.ofSeconds(15);
    private static final long LOOK_EACH_MS = 100;

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;
    private long fired;

    LatencyPart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        double perSecond = LOAD * highest();
        progress.say("at half load: %.0f/s, started anew", perSecond);
        try (PipelineProcess pipeline = new PipelineProcess(rig.directory(), rig.cores());
                OpenLoop load = load(pipeline)) {
            Tally tally = load.begin(perSecond);
            TimeUnit.MILLISECONDS.sleep(BEGINNING.toMillis());
            Probes.Found found;
            try (Probes probes = new Probes(pipeline)) {
                found = probes.run(extent.latency());
            }
            load.end();
            tally.awaitSettled(ANSWERED_WITHIN.plusSeconds(1));
            progress.say("pixels: %s; %s; %s", tally, tally.latencies(), found);
            return SinkFigure.PIXEL_TO_ROW_P99_SECONDS_AT_HALF_LOAD.once(
                    tally.successShare() < 1 ? Double.NaN : found.p99Seconds(),
                    "p50 %.1f s at %.0f/s; objects of 1 s, looked for each %d ms"
                            .formatted(found.p50Seconds(), perSecond, Probes.LOOK_EACH_MS));
        }
    }

    /** In a process of its own: the step that is too much leaves a sink that has been told to go slowly, for a minute or more. */
    private double highest() throws IOException, InterruptedException {
        progress.say("starting everything");
        try (PipelineProcess pipeline = new PipelineProcess(rig.directory(), rig.cores());
                OpenLoop load = load(pipeline)) {
            return highest(pipeline, load);
        }
    }

    private static OpenLoop load(PipelineProcess pipeline) throws IOException {
        return new OpenLoop(pipeline.collector(), CONNECTIONS, ANSWERED_WITHIN, InstantSource.system());
    }

    private double highest(PipelineProcess pipeline, OpenLoop load) throws IOException, InterruptedException {
        double perSecond = FIRST_PER_SECOND;
        double held = 0;
        for (int step = 0; step < STEPS_MAX && isHeld(pipeline, load, perSecond); step++) {
            held = perSecond;
            perSecond *= extent.stepGrowth();
        }
        if (held == 0) {
            throw new IOException("not even " + FIRST_PER_SECOND + " pixels a second became rows in time");
        }
        return held;
    }

    private boolean isHeld(PipelineProcess pipeline, OpenLoop load, double perSecond)
            throws IOException, InterruptedException {
        Tally tally = load.begin(perSecond);
        TimeUnit.MILLISECONDS.sleep(extent.step().toMillis());
        load.end();
        long endNanos = System.nanoTime();
        tally.awaitSettled(ANSWERED_WITHIN.plusSeconds(1));
        fired += tally.intended();
        long rows = pipeline.rows();
        while (rows < fired && System.nanoTime() - endNanos < SETTLED_WITHIN.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            rows = pipeline.rows();
        }
        Duration after = Duration.ofNanos(System.nanoTime() - endNanos);
        progress.say("%.0f/s: %s; all rows there after %d ms", perSecond, tally, after.toMillis());
        return tally.successShare() == 1 && rows >= fired && after.compareTo(HOLDS_WITHIN) <= 0;
    }
}

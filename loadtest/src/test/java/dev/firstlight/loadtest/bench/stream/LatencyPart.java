package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.stream.corpus.OpenPacks;
import dev.firstlight.loadtest.bench.stream.process.ProcessorCounts;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * How soon an event is out: packs arrive by the clock at half of the highest rate, whatever the processor does, and a consumer that reads what is
 * committed says when it has each. The time begins when the broker appended the pack, which the event's own record carries as its timestamp.
 */
final class LatencyPart {

    /** Left out of the measure: until the load is even. */
    private static final Duration BEGINNING = Duration.ofSeconds(4);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(5);
    private static final double LOAD = 0.5;
    private static final long SEED = 6;

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;

    LatencyPart(StreamRig rig, StreamExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    Figure run() throws IOException, InterruptedException {
        Driven<ProcessorProcess> processor = rig.exactlyOnce();
        StreamSample highest = processor.run(extent.roundEvents()).sample();
        double perSecond = LOAD * highest.perSecond();
        progress.say("highest %s; open loop at %.0f/s", highest, perSecond);
        KafkaConfig kafka = rig.kafka(ProcessorProcess.prefix(StreamRig.EXACTLY_ONCE));
        ProcessorCounts before = processor.stream().counts();
        long fromMs = System.currentTimeMillis() + BEGINNING.toMillis();
        long toMs = fromMs + extent.latency().toMillis();
        Histogram latencies;
        OpenPacks.Sent sent;
        try (EventWatch watch = new EventWatch(kafka, fromMs, toMs);
                OpenPacks load = new OpenPacks(
                        kafka.bootstrapServers(),
                        kafka.nameOf(Topic.RAW),
                        StreamRig.PARTITIONS,
                        rig.key(),
                        rig.userAgents(),
                        new Random(SEED))) {
            sent = load.run(perSecond, BEGINNING.plus(extent.latency()));
            latencies = watch.awaitQuiet(SETTLED_WITHIN);
        }
        ProcessorCounts done = processor.stream().counts().minus(before);
        progress.say(
                "%s; %s; %d measured, p50 %d, p99 %d, greatest %d ms",
                sent,
                done,
                latencies.getTotalCount(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getMaxValue());
        boolean isWhole = done.unique() == sent.events() - sent.repeats() && sent.isOnTime();
        return ProcessorFigure.LATENCY_P99_MS_AT_HALF_LOAD.once(
                isWhole ? latencies.getValueAtPercentile(99) : Double.NaN,
                "p50 %d ms at %.0f/s, commit interval 200 ms".formatted(latencies.getValueAtPercentile(50), perSecond));
    }
}

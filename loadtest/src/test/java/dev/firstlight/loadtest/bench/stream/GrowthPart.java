package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import dev.firstlight.loadtest.bench.stream.corpus.ClaimsLog;
import dev.firstlight.loadtest.bench.stream.process.Guarantee;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a large state costs: two processors, one that has lost a state of a million ids and one that has lost as many as a window holds. Their
 * starts rebuild them from changelogs that were filled beforehand, then both get the same events in turns.
 *
 * <p>Restoring is judged by the difference of the two starts, so that what every start takes is in neither.
 */
final class GrowthPart {

    private static final String FEW = "few";
    private static final String MANY = "many";
    private static final Duration RESTORES_WITHIN = Duration.ofMinutes(10);
    private static final int WARM_UPS = 2;
    private static final long SEED = 7;

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;
    private final Deployment deployment;

    GrowthPart(StreamRig rig, StreamExtent extent, Progress progress, Deployment deployment) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.deployment = deployment;
    }

    List<Figure> run() throws IOException, InterruptedException {
        rig.exactlyOnce(); // it has made its changelogs: the lost ones are made alike
        fill(FEW, extent.fewIds());
        fill(MANY, extent.manyIds());
        rig.closeExactlyOnce();
        try (Driven<ProcessorProcess> few = rig.processor(FEW, Guarantee.EXACTLY_ONCE, RESTORES_WITHIN);
                Driven<ProcessorProcess> many = rig.processor(MANY, Guarantee.EXACTLY_ONCE, RESTORES_WITHIN)) {
            Rounds ratio = rounds(few, many);
            return figures(few.stream(), many.stream(), ratio);
        }
    }

    private void fill(String name, long ids) throws IOException, InterruptedException {
        rig.createTopics(name);
        String claims = rig.changelogs()
                .copy(ProcessorProcess.prefix(StreamRig.EXACTLY_ONCE), ProcessorProcess.prefix(name), "claimed-events");
        progress.say("claiming %,d ids for the processor %s", ids, name);
        new ClaimsLog(rig.kafka("").bootstrapServers())
                .fill(claims, StreamRig.PARTITIONS, ids, SEED, System.currentTimeMillis());
    }

    private Rounds rounds(Driven<ProcessorProcess> few, Driven<ProcessorProcess> many)
            throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            rig.warmUp(few, extent.growthEvents());
            rig.warmUp(many, extent.growthEvents());
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < extent.rounds(); round++) {
            boolean isFewFirst = round % 2 == 0;
            StreamSample first =
                    (isFewFirst ? few : many).run(extent.growthEvents()).sample();
            StreamSample second =
                    (isFewFirst ? many : few).run(extent.growthEvents()).sample();
            StreamSample ofFew = isFewFirst ? first : second;
            StreamSample ofMany = isFewFirst ? second : first;
            progress.say("round %d, few: %s; many: %s", round + 1, ofFew, ofMany);
            ratios.add(ofMany.cpuMicros() / ofFew.cpuMicros());
        }
        return new Rounds(ratios);
    }

    private List<Figure> figures(ProcessorProcess few, ProcessorProcess many, Rounds ratio)
            throws IOException, InterruptedException {
        double residentMib = many.residentMib();
        many.stop(); // what is in memory only is on disk then
        double bytesPerId = (double) many.stateBytes() / extent.manyIds();
        double perSecond = restoredPerSecond(few.readyAfter(), many.readyAfter());
        deployment.diskBytesPerId(bytesPerId).restoredPerSecond(perSecond);
        String ids = "%,d ids".formatted(extent.manyIds());
        return List.of(
                ProcessorFigure.RESTORED_IDS_PER_SECOND.once(
                        perSecond,
                        "ready after %.1f s with %s, %.1f s with %,d"
                                .formatted(
                                        many.readyAfter().toMillis() / 1e3,
                                        ids,
                                        few.readyAfter().toMillis() / 1e3,
                                        extent.fewIds())),
                ProcessorFigure.RESIDENT_MIB_WITH_MANY_IDS.once(
                        residentMib,
                        "%s; %.0f MiB with %,d, -Xmx%dm"
                                .formatted(ids, few.residentMib(), extent.fewIds(), ProcessorProcess.HEAP_MIB)),
                ProcessorFigure.DISK_BYTES_PER_ID.once(bytesPerId, ids),
                ProcessorFigure.CPU_WITH_MANY_IDS_VS_FEW.median(ratio, ids));
    }

    /** None when the start with more to restore was not the longer one. */
    private double restoredPerSecond(Duration few, Duration many) {
        long apartMs = many.minus(few).toMillis();
        return apartMs <= 0 ? Double.NaN : (extent.manyIds() - extent.fewIds()) * 1e3 / apartMs;
    }
}

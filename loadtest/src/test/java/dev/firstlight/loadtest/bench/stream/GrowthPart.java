package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.stream.corpus.ClaimsLog;
import dev.firstlight.loadtest.bench.stream.process.Guarantee;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a large state costs: a processor that has lost as many ids as a window holds, beside the one that stands warm with few. Its start rebuilds
 * them from a changelog that was filled beforehand, then both get as many events in turns.
 *
 * <p>Restoring is judged by the difference to the start of the one that had nothing to restore, so that what every start takes is not in it.
 */
final class GrowthPart {

    private static final String MANY = "many";
    private static final Duration RESTORES_WITHIN = Duration.ofMinutes(10);
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
        Driven<ProcessorProcess> few = rig.exactlyOnce();
        while (few.stream().counts().unique() < extent.fewIds()) {
            rig.warmUp(few, extent.roundEvents());
        }
        fill();
        try (Driven<ProcessorProcess> many = rig.processor(MANY, Guarantee.EXACTLY_ONCE, RESTORES_WITHIN)) {
            rig.warmUp(many, extent.warmUpEvents());
            Turns turns = Turns.take(many, few, extent.growthEvents(), extent.rounds(), progress);
            return figures(few.stream(), many.stream(), turns);
        }
    }

    /** Changelogs as the other processor's, with the ids in them. */
    private void fill() throws IOException, InterruptedException {
        rig.createTopics(MANY);
        String claims = rig.changelogs()
                .copy(ProcessorProcess.prefix(StreamRig.EXACTLY_ONCE), ProcessorProcess.prefix(MANY), "claimed-ids");
        progress.say("claiming %,d ids", extent.manyIds());
        new ClaimsLog(rig.broker().bootstrapServers())
                .fill(claims, StreamRig.PARTITIONS, extent.manyIds(), SEED, System.currentTimeMillis());
    }

    private List<Figure> figures(ProcessorProcess few, ProcessorProcess many, Turns turns)
            throws IOException, InterruptedException {
        long fewIds = few.counts().unique();
        double residentMib = many.residentMib();
        double residentMibWithFew = few.residentMib();
        many.stop(); // what is in memory only is on disk then
        double bytesPerId = (double) many.stateBytes() / extent.manyIds();
        double perSecond = restoredPerSecond(few.readyAfter(), many.readyAfter());
        deployment.diskBytesPerId(bytesPerId).restoredPerSecond(perSecond);
        String ids = "%,d ids".formatted(extent.manyIds());
        return List.of(
                ProcessorFigure.RESTORED_IDS_PER_SECOND.once(
                        perSecond,
                        "ready after %.1f s with %s, %.1f s with none"
                                .formatted(
                                        many.readyAfter().toMillis() / 1e3,
                                        ids,
                                        few.readyAfter().toMillis() / 1e3)),
                ProcessorFigure.RESIDENT_MIB_WITH_MANY_IDS.once(
                        residentMib,
                        "%s; %.0f MiB with %,d, -Xmx%dm"
                                .formatted(ids, residentMibWithFew, fewIds, ProcessorProcess.HEAP_MIB)),
                ProcessorFigure.DISK_BYTES_PER_ID.once(bytesPerId, ids),
                ProcessorFigure.CPU_WITH_MANY_IDS_VS_FEW.median(
                        turns.cpuRatio(), turns.text(ids, "%,d".formatted(fewIds))));
    }

    /** None when the start with more to restore was not the longer one. */
    private double restoredPerSecond(Duration none, Duration many) {
        long apartMs = many.minus(none).toMillis();
        return apartMs <= 0 ? Double.NaN : extent.manyIds() * 1e3 / apartMs;
    }
}

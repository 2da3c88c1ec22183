package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import dev.firstlight.loadtest.bench.stream.process.EnrichCost;
import dev.firstlight.loadtest.bench.stream.process.EnrichLoopProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Enrichment by itself, without a broker: the cache of user agents from empty, then what an event costs with it warm. */
final class EnrichPart {

    private static final int WARM_UP_ROUNDS = 3;

    private final StreamRig rig;
    private final StreamExtent extent;
    private final Progress progress;

    EnrichPart(StreamRig rig, StreamExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<EnrichCost> rounds = new ArrayList<>();
        double missShare;
        try (EnrichLoopProcess loop = new EnrichLoopProcess(rig.directory(), rig.cores())) {
            missShare = loop.missShare(extent.missEvents());
            progress.say("%.2f %% of user agents parsed", 100 * missShare);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                progress.say("warming up: %s", loop.round(extent.enrichEvents()));
            }
            for (int i = 0; i < extent.rounds(); i++) {
                EnrichCost cost = loop.round(extent.enrichEvents());
                progress.say("round %d: %s", i + 1, cost);
                rounds.add(cost);
            }
        }
        double rest = new Rounds(rounds.stream().map(EnrichCost::nothingMicros).toList()).median();
        return List.of(
                ProcessorFigure.ENRICHMENT_MICROS_PER_EVENT.median(
                        new Rounds(rounds.stream()
                                .map(EnrichCost::enrichmentMicros)
                                .toList()),
                        "the stage without enrichments, encoding: %.1f µs".formatted(rest)),
                ProcessorFigure.USER_AGENT_HIT_MICROS.median(
                        new Rounds(rounds.stream()
                                .map(EnrichCost::userAgentHitMicros)
                                .toList()),
                        ""),
                ProcessorFigure.USER_AGENT_MISS_SHARE.once(
                        missShare,
                        "%,d events, Zipf over %,d texts at most"
                                .formatted(extent.missEvents(), UserAgents.DISTINCT_MAX)));
    }
}

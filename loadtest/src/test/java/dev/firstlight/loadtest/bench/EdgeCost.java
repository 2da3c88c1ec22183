package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.Wrk;
import dev.firstlight.loadtest.bench.load.WrkAnswer;
import dev.firstlight.loadtest.bench.process.CollectorCounts;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import dev.firstlight.loadtest.bench.process.MeasuredServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a request costs in processor time, beside nginx's access log, a bare Netty server and ourselves without packs, in interleaved rounds. The
 * time is the process's own from the system, so that neighbours and a generator that is too slow change it little.
 */
final class EdgeCost {

    /** From wrk's start until it has read its requests and opened its connections; and before its end. What lies between is steady. */
    private static final Duration EDGE = Duration.ofMillis(400);

    /** What is on the way when wrk ends is done after it: a pack's linger, its way to Kafka and back, and a lot. */
    private static final Duration SETTLED_WITHIN = Duration.ofMillis(200);

    /** What is only shown beside is measured in later rounds: it takes time, and opens and closes sockets by the thousand. */
    private static final int BESIDE_FROM_ROUND = 2;

    /** Same load in every run. */
    private static final long SEED = 4;

    private final Rig rig;
    private final Extent extent;
    private final Progress progress;

    EdgeCost(Rig rig, Extent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
    }

    List<Figure> run() throws IOException, InterruptedException {
        Wrk wrk = new Wrk(rig.directory(), new Random(SEED));
        CostRounds rounds = new CostRounds();
        try (CostServers servers = new CostServers(rig, progress)) {
            warmUp(servers, wrk);
            for (int round = 0; round < extent.rounds(); round++) {
                rounds.add(round(servers, wrk, round));
            }
        }
        return rounds.figures();
    }

    private void warmUp(CostServers servers, Wrk wrk) throws IOException, InterruptedException {
        WarmUp warmUp = new WarmUp(wrk, extent, progress);
        for (CostVariant variant : CostVariant.values()) {
            if (servers.isThere(variant) && variant != CostVariant.NGINX) { // it compiles nothing
                warmUp.run(variant.label(), servers.of(variant));
            }
        }
    }

    /** Every other round goes backwards, so that what drifts favours nobody. */
    private Map<CostCell, CostSample> round(CostServers servers, Wrk wrk, int number)
            throws IOException, InterruptedException {
        List<CostCell> cells = new ArrayList<>(CostCell.JUDGED_CELLS);
        if (number >= BESIDE_FROM_ROUND) {
            cells.addAll(CostCell.BESIDE);
        }
        if (number % 2 == 1) {
            Collections.reverse(cells);
        }
        Map<CostCell, CostSample> samples = new HashMap<>();
        for (CostCell cell : cells) {
            if (servers.isThere(cell.variant())) {
                CostSample sample = sample(cell, servers.of(cell.variant()), wrk);
                progress.say("round %d, %s: %s", number + 1, cell, sample);
                samples.put(cell, sample);
            }
        }
        return samples;
    }

    CostSample sample(CostCell cell, MeasuredServer server, Wrk wrk) throws IOException, InterruptedException {
        long answeredBefore = server.answered();
        Duration before = server.cpu();
        Duration compilingBefore = server.compiling();
        Duration brokerBefore = rig.broker().cpu();
        long startNanos = System.nanoTime();
        Wrk.Run run = wrk.start(
                server.address(),
                cell.connections(),
                cell.isKeptAlive(),
                extent.costWindow().toSeconds());
        CollectorCounts steady = server instanceof CollectorProcess collector ? steady(collector) : null;
        WrkAnswer seen = run.await();
        Duration wall = Duration.ofNanos(System.nanoTime() - startNanos);
        Rig.pause(SETTLED_WITHIN);
        Duration cpu = server.cpu().minus(before);
        Duration compiling = server.compiling().minus(compilingBefore);
        Duration broker = rig.broker().cpu().minus(brokerBefore);
        long answered = server.answered() - answeredBefore;
        if (!isWhole(cell, seen, answered)) {
            return CostSample.NONE;
        }
        return CostSample.of(answered, cpu, compiling, broker, wall, steady);
    }

    /** Bytes and packs while all connections are open. */
    private @Nullable CollectorCounts steady(CollectorProcess collector) throws IOException, InterruptedException {
        Rig.pause(EDGE);
        CollectorCounts first = collector.counts();
        Rig.pause(extent.costWindow().minus(EDGE.multipliedBy(2)));
        return collector.counts().minus(first);
    }

    /** Losing requests must not make one look cheap; what was on the way when wrk ended is the server's count alone. */
    private boolean isWhole(CostCell cell, WrkAnswer seen, long answered) {
        boolean isWhole = seen.failed() == 0
                && answered >= seen.answered()
                && answered <= seen.answered() + 2L * cell.connections();
        if (!isWhole) {
            progress.say("no sample of %s: %s, the server says %d", cell, seen, answered);
        }
        return isWhole;
    }
}

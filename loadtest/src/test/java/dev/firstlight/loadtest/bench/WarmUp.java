package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.load.Wrk;
import dev.firstlight.loadtest.bench.process.MeasuredServer;
import java.io.IOException;
import java.time.Duration;

/**
 * Loads a server until its compiler has little left to do: on one core, shared with the compiler, that takes longer than any rule of thumb, and
 * what is measured before is the compiler. Threads: the benchmark's.
 */
final class WarmUp {

    /** Share of a server's processor time that compiles, below which it counts as warm. */
    static final double COMPILING_SHARE_MAX = 0.05;

    /** Part of a step with few connections, where other code runs often: packs end by time there. */
    private static final int FEW_PART = 4;

    private final Wrk wrk;
    private final Extent extent;
    private final Progress progress;

    /** @param extent bounds it: one that never gets warm is measured as it is, and its samples say how much of it compiles */
    WarmUp(Wrk wrk, Extent extent, Progress progress) {
        this.wrk = wrk;
        this.extent = extent;
        this.progress = progress;
    }

    void run(String name, MeasuredServer server) throws IOException, InterruptedException {
        double share = 1;
        for (int i = 0; i < extent.costWarmUps() && share > COMPILING_SHARE_MAX; i++) {
            Duration cpu = server.cpu();
            Duration compiling = server.compiling();
            long few = Math.max(1, extent.costWarmUp().toSeconds() / FEW_PART);
            wrk.start(server.address(), CostCell.FEW, true, few).await();
            wrk.start(
                            server.address(),
                            CostCell.JUDGED,
                            true,
                            extent.costWarmUp().toSeconds() - few)
                    .await();
            share = (double) server.compiling().minus(compiling).toMillis()
                    / server.cpu().minus(cpu).toMillis();
            progress.say("warming up %s: %.0f %% compile", name, 100 * share);
        }
    }
}

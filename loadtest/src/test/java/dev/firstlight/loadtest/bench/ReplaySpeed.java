package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.CollectorProcess;
import java.io.IOException;
import java.time.Duration;

/** How fast a spool empties: from the first pack that is replayed to the last, live traffic going on. Threads: the benchmark's. */
final class ReplaySpeed {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final CollectorProcess collector;
    private final Memory memory;
    private final Progress progress;

    ReplaySpeed(CollectorProcess collector, Memory memory, Progress progress) {
        this.collector = collector;
        this.memory = memory;
        this.progress = progress;
    }

    /** Packs a second; of what was replayed by then when it takes longer than {@code limit}. */
    double measure(Duration limit) throws IOException, InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        SpoolMeters before = SpoolMeters.of(collector);
        SpoolMeters first = before;
        SpoolMeters now = before;
        while (now.packsHeld() > 0 && until - System.nanoTime() > 0) {
            Rig.pause(LOOK);
            memory.look();
            now = SpoolMeters.of(collector);
            if (now.replayed() == before.replayed()) {
                first = now;
            }
        }
        progress.say(
                "replayed %.0f packs in %.1f s, %.0f are left",
                now.replayed() - first.replayed(), (now.nanos() - first.nanos()) / 1e9, now.packsHeld());
        return now.replayedPacksPerSecondSince(first);
    }
}

package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.CollectorProcess;
import java.io.IOException;
import java.time.Duration;

/** Looks at a collector's resident memory twice a second while something goes on. Threads: the benchmark's. */
final class Memory {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final CollectorProcess collector;
    private double greatestMib;

    Memory(CollectorProcess collector) {
        this.collector = collector;
    }

    double greatestMib() {
        return greatestMib;
    }

    void look() throws IOException {
        greatestMib = Math.max(greatestMib, collector.residentMib());
    }

    void watch(Duration duration) throws IOException, InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        while (until - System.nanoTime() > 0) {
            look();
            Rig.pause(LOOK);
        }
    }
}

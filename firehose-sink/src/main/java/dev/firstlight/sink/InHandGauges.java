package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import java.time.InstantSource;

/** What operators see of what is in hand, as it was when the loop last noted it. Threads: the loop's notes, any reads. */
final class InHandGauges {

    private final InstantSource clock;
    private volatile int rows;
    private volatile int batches;
    private volatile int broken;
    private volatile long oldestReceivedMs = Long.MAX_VALUE;

    InHandGauges(Meters meters, InstantSource clock) {
        this.clock = clock;
        meters.gauge(SinkMeter.ROWS_IN_HAND, () -> rows);
        meters.gauge(SinkMeter.BATCHES_UNCOMMITTED, () -> batches);
        meters.gauge(SinkMeter.CALLS_BROKEN, () -> broken);
        meters.gauge(SinkMeter.OLDEST_UNDELIVERED_SECONDS, this::oldestSeconds);
    }

    void note(InHand inHand) {
        rows = inHand.rows();
        batches = inHand.batches();
        broken = inHand.broken();
        oldestReceivedMs = inHand.oldestMs();
    }

    private long oldestSeconds() {
        long oldestMs = oldestReceivedMs;
        return oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, (clock.millis() - oldestMs) / 1_000);
    }
}

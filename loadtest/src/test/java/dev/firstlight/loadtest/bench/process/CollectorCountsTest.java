package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class CollectorCountsTest {

    private static final int BYTES = 4 << 20;

    private final Meters meters = new Meters("collector", CollectorMeter.class);

    @Test
    void shouldTellWhatTheLoopsAllocateFromWhatOtherThreadsDo() throws Exception {
        CountDownLatch allocated = new CountDownLatch(2);
        CountDownLatch counted = new CountDownLatch(1);
        CollectorCounts before = CollectorCounts.now(meters);
        Thread loop = allocating("edge-2-1", BYTES, allocated, counted);
        Thread sender = allocating("log-sender", 2 * BYTES, allocated, counted);
        allocated.await();

        CollectorCounts during = CollectorCounts.now(meters).minus(before);
        counted.countDown();
        loop.join();
        sender.join();

        assertThat(during.loopBytes()).isBetween((long) BYTES, 2L * BYTES);
        assertThat(during.processBytes()).isGreaterThanOrEqualTo(3L * BYTES);
    }

    @Test
    void shouldComeBackFromTheLineItIsSentAs() {
        meters.add(CollectorMeter.EVENTS_DURABLE, 640);
        meters.add(CollectorMeter.PACKS_HANDED_OVER, 10);

        CollectorCounts counts = CollectorCounts.now(meters);

        assertThat(counts.events()).isEqualTo(640);
        assertThat(counts.packs()).isEqualTo(10);
        assertThat(CollectorCounts.parse(counts.line())).isEqualTo(counts);
    }

    private static Thread allocating(String name, int bytes, CountDownLatch allocated, CountDownLatch counted) {
        Thread thread = new Thread(
                () -> {
                    byte[] held = new byte[bytes];
                    allocated.countDown();
                    try {
                        counted.await();
                    } catch (InterruptedException e) {
                        held[0] = 1; // it ends
                    }
                },
                name);
        thread.start();
        return thread;
    }
}

package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ThreadCpuTest {

    private static final long OWN = ProcessHandle.current().pid();

    @Test
    void shouldCountTheThreadsOfThatNameOnly() throws Exception {
        CountDownLatch isBusyEnough = new CountDownLatch(1);
        Thread busy = new Thread(
                () -> {
                    while (isBusyEnough.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                },
                "burning for test");
        busy.start();
        Duration burnt = Duration.ZERO;
        while (burnt.isZero()) {
            burnt = ThreadCpu.of(OWN, List.of("burning for tes"));
        }
        isBusyEnough.countDown();
        busy.join();

        assertThat(burnt).isPositive();
        assertThat(ThreadCpu.of(OWN, List.of("nobody has this"))).isZero();
        assertThat(ThreadCpu.of(OWN, List.of(""))).isGreaterThan(ThreadCpu.of(OWN, ThreadCpu.COMPILERS));
    }
}

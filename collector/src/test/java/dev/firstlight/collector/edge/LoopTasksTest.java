package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ledger that cannot be published at first. */
final class LoopTasksTest {

    private final EdgeRig rig = new EdgeRig();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldPublishTheLedgerAgainAfterAnAttemptThatFailed() throws InterruptedException {
        HttpConfig config = EdgeRig.config();
        try (EdgeServer server = new EdgeServer(
                config,
                EdgeRig.FILES,
                rig.clock,
                rig.meters,
                (number, thread) -> failingAtFirst(rig.loop(number, thread)))) {
            assertThat(server.port()).isPositive();

            await().until(() -> attempts.get() >= 2);
        }

        assertThat(rig.errors)
                .singleElement()
                .asString()
                .contains("publishing the ledger failed", "cannot be published");
        rig.errors.clear();
    }

    private EdgeLoop failingAtFirst(EdgeLoop loop) {
        Runnable publish = () -> {
            if (attempts.getAndIncrement() == 0) {
                throw new StackOverflowError("cannot be published");
            }
            loop.publishLedger().run();
        };
        return new EdgeLoop(
                loop.readers(),
                loop.plainReader(),
                loop.packer(),
                loop.totals(),
                loop.ledger(),
                publish,
                loop.meters(),
                loop.errors());
    }
}

package dev.firstlight.loadtest.faults.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Real processors that are killed, robbed of their state, joined, left and cut off from their broker under load: each event once, none lost, the
 * ledger the truth. The cases run beside each other on one broker, so that it stands still for all of them; {@code loadtest/faults --processor} runs
 * the long ones one after the other. That the oracle can fail: {@link ComparisonTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProcessorFaultsIT {

    private static final long SEED = Long.getLong("seed", 5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StreamStage stage = new StreamStage();
    private final Future<StreamVerdict> twoInstances;
    private final Future<StreamVerdict> kills;
    private final Future<StreamVerdict> damages;
    private final Future<StreamVerdict> pauses;

    ProcessorFaultsIT() throws Exception {
        System.out.println("processor faults: seed " + SEED);
        stage.awaitBroker();
        twoInstances = begin(() -> TwoInstances.run(stage, SEED, 30, false));
        kills = begin(() -> KillLoop.kills(stage, SEED, 5));
        damages = begin(() -> KillLoop.damages(stage, SEED, 3));
        pauses = begin(() -> BrokerPauses.run(stage, SEED, 1));
    }

    @AfterAll
    void end() {
        threads.shutdownNow();
        stage.close();
    }

    @Test
    void shouldMakeEachEventOnceThroughKillsAtAnyMoment() throws Exception {
        assertHolds(kills);
    }

    @Test
    void shouldRebuildAStateThatWasDeletedOrDamaged() throws Exception {
        assertHolds(damages);
    }

    @Test
    void shouldMakeEachEventOnceWhileInstancesJoinAndLeave() throws Exception {
        assertHolds(twoInstances);
    }

    @Test
    void shouldGoOnAfterItsBrokerStoodStill() throws Exception {
        assertHolds(pauses);
    }

    private Future<StreamVerdict> begin(Callable<StreamVerdict> one) {
        return threads.submit(one);
    }

    private static void assertHolds(Future<StreamVerdict> one) throws InterruptedException, ExecutionException {
        StreamVerdict verdict = one.get();
        System.out.println(verdict);
        assertThat(verdict.complaints()).as(verdict.toString()).isEmpty();
    }
}

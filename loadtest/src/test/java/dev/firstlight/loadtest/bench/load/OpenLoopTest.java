package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the generator tells the truth about a server that does not. */
final class OpenLoopTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 4;

    private StallingServer server;

    @BeforeEach
    void start() throws Exception {
        server = new StallingServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void shouldCountAStallForEveryRequestThatShouldHaveLeftMeanwhile() throws Exception {
        try (OpenLoop load = new OpenLoop(server.address(), CONNECTIONS, LONG, InstantSource.system())) {
            Tally tally = load.begin(400);
            pass(200);
            server.stall();
            pass(500);
            server.goOn();
            pass(200);
            load.end();

            assertThat(tally.awaitSettled(LONG)).isTrue();
            // Half of the 200 requests of the stall waited for more than half of it. A client that waits for answers
            // would have seen 4.
            assertThat(tally.slowerThan(Duration.ofMillis(250))).isGreaterThanOrEqualTo(90);
            assertThat(tally.successShare()).isEqualTo(1);
        }
    }

    @Test
    void shouldCountItsOwnBeingLateAsLatency() throws Exception {
        try (OpenLoop load = new OpenLoop(server.address(), CONNECTIONS, LONG, InstantSource.system())) {
            Tally tally = load.begin(400, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(500));
            pass(200);
            load.end();

            assertThat(tally.awaitSettled(LONG)).isTrue();
            assertThat(tally.slowerThan(Duration.ofMillis(250))).isGreaterThanOrEqualTo(90);
            assertThat(tally.lagMs(50)).isGreaterThan(50);
        }
    }

    @Test
    void shouldSendEveryRequestThatIsDueAndEachWithAnIdOfItsOwn() throws Exception {
        try (OpenLoop load = new OpenLoop(server.address(), CONNECTIONS, LONG, InstantSource.system())) {
            Tally tally = load.begin(1_000);
            pass(300);
            load.end();

            assertThat(tally.awaitSettled(LONG)).isTrue();
            assertThat(tally.intended()).isGreaterThanOrEqualTo(250);
            assertThat(server.requests()).hasSize((int) tally.intended());
            assertThat(new HashSet<>(server.requests())).hasSize((int) tally.intended());
        }
    }

    @Test
    void shouldGiveUpWhatIsNotAnsweredInTime() throws Exception {
        Duration limit = Duration.ofMillis(200);
        try (OpenLoop load = new OpenLoop(server.address(), CONNECTIONS, limit, InstantSource.system())) {
            server.stall();
            Tally tally = load.begin(100);
            pass(100);
            load.end();

            assertThat(tally.awaitSettled(LONG)).isTrue();
            server.goOn();
            assertThat(tally.successShare()).isZero();
            assertThat(tally.toString()).contains("timed_out: ");
        }
    }

    @Test
    void shouldCountWhatWasUnderWayOnACutConnectionAsFailedAndGoOnWithANewOne() throws Exception {
        try (OpenLoop load = new OpenLoop(server.address(), CONNECTIONS, LONG, InstantSource.system())) {
            server.stall();
            Tally cut = load.begin(100);
            pass(100);
            load.end();
            server.cutAll();

            assertThat(cut.awaitSettled(LONG)).isTrue();
            assertThat(cut.toString()).startsWith("cut: ");
            server.goOn();
            Tally after = load.begin(100);
            pass(100);
            load.end();
            assertThat(after.awaitSettled(LONG)).isTrue();
            assertThat(after.successShare()).isEqualTo(1);
        }
    }

    private static void pass(long ms) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
    }
}

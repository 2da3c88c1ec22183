package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopped and killed in the middle of a load: what was answered 200 is in the warehouse, once. */
final class RestartIT {

    private static final int FIRED_BEFORE = 1_500;

    @TempDir
    Path directory;

    @Test
    void shouldKeepWhatItAnsweredThroughSigtermAndSigkill() throws Exception {
        try (UpProcess up = new UpProcess(directory).start()) {
            Set<String> promised = new HashSet<>();

            promised.addAll(
                    fireAndMeanwhile(up, () -> assertThat(up.terminate()).isZero()));
            up.start();
            promised.addAll(fireAndMeanwhile(up, up::kill));
            up.start();
            Fire after = new Fire();
            after.many(up.uri("collector", ""), "restart", 200);
            promised.addAll(after.answered());

            assertThat(after.answered()).hasSize(200);
            assertThat(promised).hasSizeGreaterThan(2 * FIRED_BEFORE);
            Rows rows = new Rows(up);
            try {
                Awaitility.await()
                        .atMost(2, TimeUnit.MINUTES)
                        .pollInterval(500, TimeUnit.MILLISECONDS)
                        .until(() -> missing(rows, promised).isEmpty());
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        missing(rows, promised).size() + " of " + promised.size()
                                + " events that were answered 200 are not in the warehouse\n"
                                + up.command("ledger") + up.command("status"),
                        e);
            }
            assertThat(rows.of("select count(*) - count(distinct event_id) from events")
                            .get(0))
                    .containsExactly("0");
        }
    }

    private static Set<String> missing(Rows rows, Set<String> promised) throws Exception {
        Set<String> missing = new HashSet<>(promised);
        missing.removeAll(stored(rows));
        return missing;
    }

    private static Set<String> stored(Rows rows) throws Exception {
        Set<String> stored = new HashSet<>();
        String page = "select event_id from events where pixel_id = 'restart' order by event_id limit 10000 offset ";
        long read =
                0; // rows may come in between pages, so what is new in a page says nothing about where the next begins
        List<List<String>> found = rows.of(page + read);
        while (!found.isEmpty()) {
            found.forEach(row -> stored.add(row.get(0)));
            read += found.size();
            found = rows.of(page + read);
        }
        return stored;
    }

    /** Something that ends the pipeline. */
    private interface Ending {
        void end() throws Exception;
    }

    /** Fires until the pipeline has ended; answers what was promised. */
    private static Set<String> fireAndMeanwhile(UpProcess up, Ending ending) throws Exception {
        Fire fire = new Fire();
        URI collector = up.uri("collector", "");
        CompletableFuture<Void> firing = CompletableFuture.runAsync(() -> {
            try {
                fire.many(collector, "restart", 1_000_000);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> fire.answered().size() >= FIRED_BEFORE);
        ending.end();
        fire.stop();
        firing.get(60, TimeUnit.SECONDS);
        return fire.answered();
    }
}

package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real sinks that are killed while they deliver, a real warehouse that dies while it loads, and a Firehose that fails as a script says: every event
 * one row, none lost, none twice, the ledger balanced to the event. And each fault that is planted on purpose is noticed. {@code loadtest/faults
 * --sink} runs more seeds, and longer ones. Cases run beside each other on one broker, since most of their time is waiting.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SinkFaultsIT {

    private static final long FIRST_SEED = Long.getLong("seed", 20);
    private static final int SEEDS = 5;
    private static final int DEATHS = 2;
    private static final int AT_ONCE = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final SinkStage stage = new SinkStage();
    private final List<CompletableFuture<SinkVerdict>> seeds = new ArrayList<>();
    private final Map<SinkPlant, CompletableFuture<SinkVerdict>> planted = new EnumMap<>(SinkPlant.class);

    /** The plants come behind the seeds, so that the time of the seeds is theirs alone. */
    SinkFaultsIT() throws Exception {
        System.out.println("sink faults: seeds from " + FIRST_SEED);
        long startNanos = System.nanoTime();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            SinkPlan plan = SinkPlan.of(seed, DEATHS);
            seeds.add(CompletableFuture.supplyAsync(() -> run(plan, SinkPlant.NONE), threads));
        }
        CompletableFuture<Double> seconds = CompletableFuture.allOf(seeds.toArray(CompletableFuture[]::new))
                .handle((nothing, thrown) -> (System.nanoTime() - startNanos) / 1e9);
        seconds.thenAccept(took -> System.out.printf("sink faults: %d seeds in %.1f s%n", SEEDS, took));
        for (SinkPlant plant : EnumSet.complementOf(EnumSet.of(SinkPlant.NONE))) {
            planted.put(plant, seconds.thenApplyAsync(took -> run(SinkPlan.of(plant, FIRST_SEED), plant), threads));
        }
    }

    private SinkVerdict run(SinkPlan plan, SinkPlant plant) {
        try {
            return SinkCase.run(stage, plan, plant);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    @AfterAll
    void close() {
        threads.shutdownNow();
        stage.close();
    }

    @Test
    void shouldMakeEachEventOneRowWhateverFailsAndDies() throws Exception {
        List<SinkVerdict> verdicts = new ArrayList<>();
        for (CompletableFuture<SinkVerdict> seed : seeds) {
            verdicts.add(seed.get());
            System.out.println(verdicts.get(verdicts.size() - 1));
        }

        assertThat(verdicts).allMatch(SinkVerdict::holds);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeWhatIsPlanted(SinkPlant plant) throws Exception {
        SinkVerdict verdict = Objects.requireNonNull(planted.get(plant)).get();
        System.out.println(verdict);

        assertThat(verdict.complaints()).as(verdict.toString()).anyMatch(line -> line.contains(plant.complaint()));
    }
}

package dev.firstlight.loadtest.faults.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What {@code loadtest/faults --sink} runs: so many seeds from a first one on, two cases beside each other, each verdict as it comes; with
 * {@code planted}, the faults planted on purpose, each of which must be noticed. Exits with 1 when one did not hold, or was not noticed.
 */
final class SinkFaults {

    private static final int AT_ONCE = 2;

    private SinkFaults() {}

    /** Seeds, the first seed, deaths of each seed, and perhaps {@code planted}. */
    public static void main(String[] arguments) throws Exception {
        long seeds = Long.parseLong(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        int deaths = Integer.parseInt(arguments[2]);
        boolean isPlanted = arguments.length > 3 && arguments[3].equals("planted");
        int failed;
        try (SinkStage stage = new SinkStage()) {
            failed = isPlanted ? planted(stage, first) : seeds(stage, first, seeds, deaths);
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static int seeds(SinkStage stage, long first, long seeds, int deaths) throws Exception {
        System.out.println("faults: the sink, " + seeds + " seeds from " + first + ", " + deaths + " deaths each");
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<SinkVerdict>> cases = new ArrayList<>();
        for (long seed = first; seed < first + seeds; seed++) {
            SinkPlan plan = SinkPlan.of(seed, deaths);
            cases.add(threads.submit(() -> SinkCase.run(stage, plan, SinkPlant.NONE)));
        }
        int failed = 0;
        int died = 0;
        for (Future<SinkVerdict> one : cases) {
            SinkVerdict verdict = one.get();
            System.out.println(verdict);
            failed += verdict.holds() ? 0 : 1;
            died += verdict.sinkDeaths() + verdict.warehouseDeaths();
        }
        threads.shutdown();
        System.out.println(seeds + " seeds, " + failed + " failed; " + died + " deaths");
        return failed;
    }

    private static int planted(SinkStage stage, long seed) throws Exception {
        System.out.println("faults: planted in the sink and the warehouse, seed " + seed);
        int unnoticed = 0;
        for (SinkPlant plant : SinkPlant.values()) {
            if (plant == SinkPlant.NONE) {
                continue;
            }
            SinkVerdict verdict = SinkCase.run(stage, SinkPlan.of(plant, seed), plant);
            boolean isNoticed = verdict.complaints().stream().anyMatch(line -> line.contains(plant.complaint()));
            System.out.println((isNoticed ? "noticed: " : "NOT NOTICED: ") + verdict);
            unnoticed += isNoticed ? 0 : 1;
        }
        return unnoticed;
    }
}

package dev.firstlight.loadtest.faults;

import java.util.Map;
import java.util.TreeMap;

/** What {@code loadtest/faults} runs: so many seeds from a first one on, each verdict as it comes, and a tally; exits with 1 when one failed. */
final class Faults {

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        long seeds = Long.parseLong(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        System.out.println("faults: " + seeds + " seeds from " + first);
        long failed = 0;
        long events = 0;
        long promised = 0;
        long deaths = 0;
        Map<String, Integer> did = new TreeMap<>();
        try (Stage stage = new Stage(first)) {
            for (long seed = first; seed < first + seeds; seed++) {
                Verdict verdict = new Run(stage, seed, Plan.of(seed)).run();
                System.out.println(verdict);
                failed += verdict.holds() ? 0 : 1;
                events += verdict.sent();
                promised += verdict.promised();
                deaths += verdict.deaths();
                verdict.plan().steps().forEach(step -> did.merge(step.kind(), 1, Integer::sum));
            }
            System.out.printf(
                    "%d seeds, %d failed; %d events sent, %d promised, %d deaths of the collector, %d packs in Kafka more than once%n%s%n",
                    seeds, failed, events, promised, deaths, stage.oracle().repeatedPacks(), did);
        }
        System.exit(failed == 0 ? 0 : 1);
    }
}

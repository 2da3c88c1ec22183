package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import java.time.Duration;

/**
 * How much and how often. Full stays under 25 minutes, quick under 4, on two cores.
 *
 * @param warmUpEvents for each process, before anything is measured: it compiles until then
 * @param roundEvents of each variant in each round; a million and more in all rounds, 200,000 in quick ones
 * @param userAgents distinct ones in what processors get; in quick ones fewer than in the enrichments' own corpus, since each is parsed once
 * @param fewIds what the state with few ids has at least
 * @param manyIds what the state with many ids has
 * @param growthEvents of each of the two in each round
 * @param latency how long the open loop goes on, its beginning left out
 * @param missEvents for the user agents' cache: each distinct text is parsed once, however few events follow
 * @param enrichEvents in each round of enrichment alone
 * @param freeGibNeeded on the disk of the run: changelogs, state with its compactions, corpora
 */
record StreamExtent(
        int warmUpEvents,
        int roundEvents,
        int rounds,
        int userAgents,
        long fewIds,
        long manyIds,
        int growthEvents,
        Duration latency,
        int missEvents,
        int enrichEvents,
        int freeGibNeeded) {

    static StreamExtent full() {
        return new StreamExtent(
                300_000,
                250_000,
                5,
                UserAgents.DISTINCT_MAX,
                1_000_000,
                50_000_000,
                100_000,
                Duration.ofSeconds(30),
                1_000_000,
                100_000,
                24);
    }

    static StreamExtent quick() {
        return new StreamExtent(
                40_000, 67_000, 3, 1_000, 100_000, 5_000_000, 30_000, Duration.ofSeconds(8), 500_000, 20_000, 6);
    }
}

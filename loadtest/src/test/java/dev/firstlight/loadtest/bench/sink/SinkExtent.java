package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import java.time.Duration;

/**
 * How much and how often. Full stays under 30 minutes, quick under 4, on two cores that do nothing else.
 *
 * @param events distinct ones, which come again and again: a sink does not mind
 * @param userAgents distinct ones among them; each is parsed once, which takes a millisecond
 * @param billing one round at each rate
 * @param warmUpEvents for each process, before anything is measured: it compiles until then
 * @param roundEvents of each variant in each round
 * @param outage of Firehose, in three kinds
 * @param tableRows that the local warehouse has before anything is loaded
 * @param loadObjects in each round
 * @param step of the ramp that looks for the highest rate of the whole pipeline
 * @param stepGrowth from one step to the next
 * @param latency how long the open loop goes on
 * @param freeGibNeeded on the disk of the run
 */
record SinkExtent(
        int events,
        int userAgents,
        Duration billing,
        int rounds,
        int warmUpEvents,
        int roundEvents,
        Duration outage,
        long tableRows,
        int loadObjects,
        Duration step,
        double stepGrowth,
        Duration latency,
        int freeGibNeeded) {

    static SinkExtent full() {
        return new SinkExtent(
                50_000,
                UserAgents.DISTINCT_MAX,
                Duration.ofSeconds(20),
                5,
                600_000,
                250_000,
                Duration.ofMinutes(10),
                10_000_000,
                32,
                Duration.ofSeconds(8),
                1.4,
                Duration.ofSeconds(40),
                8);
    }

    static SinkExtent quick() {
        return new SinkExtent(
                20_000,
                1_000,
                Duration.ofSeconds(6),
                3,
                100_000,
                70_000,
                Duration.ofSeconds(30),
                1_000_000,
                4,
                Duration.ofSeconds(4),
                2,
                Duration.ofSeconds(10),
                4);
    }
}

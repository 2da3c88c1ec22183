package dev.firstlight.loadtest.bench;

import java.time.Duration;

/**
 * How long and how often. Full stays under 27 minutes, quick under 4, on two cores; {@code --cost} alone under 15 and 4.
 *
 * @param outage of each kind: the broker stopped, then killed
 * @param warmUp for each collector, and how long it is watched before an outage
 * @param step of the ramp that looks for the highest rate
 * @param round of what is compared in turns
 * @param costWarmUp one step of it, whole seconds, for each server of {@link EdgeCost}
 * @param choiceRounds samples of each choice
 * @param costWarmUps steps at most, for one that does not get warm sooner
 * @param costWindow of each variant in each round, whole seconds
 * @param starts with a full spool; and of each of two collectors behind a load balancer
 */
record Extent(
        Duration warmUp,
        Duration outage,
        Duration replayLimit,
        Duration step,
        Duration round,
        Duration costWarmUp,
        int costWarmUps,
        int choiceRounds,
        Duration costWindow,
        int rounds,
        int slowRounds,
        int starts) {

    static Extent full() {
        return new Extent(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(180),
                Duration.ofSeconds(4),
                Duration.ofSeconds(8),
                Duration.ofSeconds(20),
                5,
                3,
                Duration.ofSeconds(5),
                5,
                7,
                3);
    }

    static Extent quick() {
        return new Extent(
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(6),
                2,
                1,
                Duration.ofSeconds(2),
                3,
                3,
                1);
    }
}

package dev.firstlight.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Simulation;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A shop's day from midnight to midnight, compressed into the seconds asked for: quiet nights, a long noon, the evening's peak. */
public final class ShopDaySimulation extends Simulation {

    /** Hits by hour of the day, in percent of the day's mean or thereabouts; the shape is common, the numbers are ours. */
    private static final int[] HOURS = {
        45, 28, 20, 17, 18, 27, 45, 70, 95, 115, 125, 130, 130, 125, 120, 120, 125, 135, 150, 170, 185, 175, 130, 80
    };

    public ShopDaySimulation() {
        Load load = Load.asked();
        setUp(Visits.scenarioOf(load).injectOpen(day(load)))
                .protocols(Visits.protocol(load))
                .maxDuration(load.bound())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().allRequests().count().gt(0L));
    }

    /** From hour to hour on a straight line; in whole seconds, because Gatling's ramps are, and so in fewer steps for a shorter day. */
    private static OpenInjectionStep[] day(Load load) {
        int seconds = load.seconds();
        int steps = Math.min(HOURS.length, seconds);
        return IntStream.range(0, steps)
                .mapToObj(step -> {
                    int from = step * seconds / steps;
                    int to = (step + 1) * seconds / steps;
                    return rampUsersPerSec(load.visitsPerSecond(timesTheMean((double) from / seconds)))
                            .to(load.visitsPerSecond(timesTheMean((double) to / seconds)))
                            .during(to - from);
                })
                .toArray(OpenInjectionStep[]::new);
    }

    /** How much goes on at that part of the day, 0 and 1 being midnight. */
    private static double timesTheMean(double ofDay) {
        double time = ofDay * HOURS.length;
        int hour = (int) time;
        double before = HOURS[hour % HOURS.length];
        double after = HOURS[(hour + 1) % HOURS.length];
        return (before + (time - hour) * (after - before))
                / Arrays.stream(HOURS).average().orElseThrow();
    }
}

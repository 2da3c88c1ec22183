package dev.firstlight.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Simulation;

/** Something goes viral: calm, within moments ten times that for a while, and slowly calm again. */
public final class SpikeSimulation extends Simulation {

    private static final double PEAK = 10;

    public SpikeSimulation() {
        Load load = Load.asked();
        double calm = load.visitsPerSecond(1);
        double peak = load.visitsPerSecond(PEAK);
        setUp(Visits.scenarioOf(load)
                        .injectOpen(
                                constantUsersPerSec(calm).during(load.share(0.30)),
                                rampUsersPerSec(calm).to(peak).during(load.share(0.05)),
                                constantUsersPerSec(peak).during(load.share(0.20)),
                                rampUsersPerSec(peak).to(calm).during(load.share(0.15)),
                                constantUsersPerSec(calm).during(load.share(0.30))))
                .protocols(Visits.protocol(load))
                .maxDuration(load.bound())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().allRequests().count().gt(0L));
    }
}

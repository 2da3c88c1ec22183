package dev.firstlight.loadtest.faults.sink;

import java.util.List;

/**
 * What a case was and whether it held.
 *
 * @param sums what was written and what became of it
 * @param took milliseconds of the whole and of its parts
 * @param complaints empty when it held
 */
record SinkVerdict(
        SinkPlan plan,
        SinkPlant plant,
        String sums,
        int sinkDeaths,
        int warehouseDeaths,
        String took,
        List<String> complaints) {

    boolean holds() {
        return complaints.isEmpty();
    }

    @Override
    public String toString() {
        String head = String.format(
                "sink, seed %d%s %s: %s; %d deaths of the sink, %d of the warehouse (%s; %s; %s)",
                plan.seed(),
                plant == SinkPlant.NONE ? "" : ", planted " + plant,
                holds() ? "holds" : "FAILS",
                sums,
                sinkDeaths,
                warehouseDeaths,
                took,
                plan.steps(),
                plan.faults());
        return holds() ? head : head + "\n  " + String.join("\n  ", complaints);
    }
}

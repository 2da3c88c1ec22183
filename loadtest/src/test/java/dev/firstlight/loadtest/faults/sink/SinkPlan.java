package dev.firstlight.loadtest.faults.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What happens in a case, all of it decided by the seed: who dies when, and the script of faults by which Firehose and COPY fail meanwhile.
 *
 * @param faults without a seed; each life of the warehouse has another one
 */
record SinkPlan(long seed, String faults, List<Step> steps) {

    /** What is done in one step. */
    enum Kind {
        /** SIGKILL at any time after it was started, in the middle of its start too. */
        SINK_KILLED_EARLY,
        /** SIGKILL while it delivers. */
        SINK_KILLED_AT_WORK,
        /** SIGKILL: Firehose and the warehouse are away for as long as they take to start. */
        WAREHOUSE_KILLED,
        /** SIGKILL as soon as something was loaded. */
        WAREHOUSE_KILLED_LOADED,
        /** A halt within the load of an object. */
        WAREHOUSE_DIES_LOADING,
        /** Two re-drives at once, beside the load that goes on. */
        REDRIVEN_TWICE
    }

    /**
     * One step.
     *
     * @param afterMs since the one before was done (and whoever is to be at work is)
     * @param detail microseconds into a load
     */
    record Step(Kind kind, int afterMs, int detail) {

        @Override
        public String toString() {
            return kind + "+" + afterMs;
        }
    }

    /** As the issue demands: of records 30 %, of calls 20 % errors and 5 % taken without an answer, throttling in waves. */
    private static final String FAULTS =
            "record=0.3 error=0.2 silent=0.05 slow=0.03 wrong=0.04 throttle=0.1 expired=0.01 copy=%s";

    private static final int WORK_MS_MAX = 1_500;
    private static final int START_MS_MAX = 2_500;

    /** A load of some rows takes about so long. */
    private static final int LOAD_MICROS_MAX = 30_000;

    /** Half of the deaths are the sink's. */
    static SinkPlan of(long seed, int deaths) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < deaths; i++) {
            boolean isSink = (i + seed) % 2 == 0;
            Kind kind = isSink
                    ? random.nextInt(3) == 0 ? Kind.SINK_KILLED_EARLY : Kind.SINK_KILLED_AT_WORK
                    : random.nextInt(3) == 0 ? Kind.WAREHOUSE_KILLED : Kind.WAREHOUSE_DIES_LOADING;
            int most = kind == Kind.SINK_KILLED_EARLY ? START_MS_MAX : WORK_MS_MAX;
            steps.add(new Step(kind, random.nextInt(most), random.nextInt(LOAD_MICROS_MAX)));
            if (random.nextInt(2) == 0) {
                steps.add(new Step(Kind.REDRIVEN_TWICE, random.nextInt(WORK_MS_MAX), 0));
            }
        }
        String copy = String.format(Locale.ROOT, "%.2f", 0.05 + 0.2 * random.nextDouble());
        return new SinkPlan(seed, String.format(FAULTS, copy), List.copyOf(steps));
    }

    /** The shortest in which a planted fault must do harm: the death that it needs, if any, or every batch given up. */
    static SinkPlan of(SinkPlant plant, long seed) {
        List<Step> steps =
                switch (plant) {
                    case COMMITTED_EARLY -> List.of(new Step(Kind.SINK_KILLED_AT_WORK, 1_000, 0));
                    case LOADED_OBJECTS_FORGOTTEN -> List.of(new Step(Kind.WAREHOUSE_KILLED_LOADED, 0, 0));
                    case NONE, FAILED_INDICES_DROPPED, MANIFEST_FORGOTTEN, COPY_ERROR_SWALLOWED -> List.of();
                };
        boolean isAboutCopy = plant == SinkPlant.MANIFEST_FORGOTTEN || plant == SinkPlant.COPY_ERROR_SWALLOWED;
        return new SinkPlan(seed, String.format(FAULTS, isAboutCopy ? "1" : "0"), steps);
    }

    /** The script of one life of the warehouse. */
    String faults(int life) {
        return "seed=" + (seed * 1_000 + life) + " " + faults;
    }
}

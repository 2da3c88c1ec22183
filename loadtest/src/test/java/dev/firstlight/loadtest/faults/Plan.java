package dev.firstlight.loadtest.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens in one run: an outage of Kafka, a death of the collector somewhere in it, and now and then a full disk; in every eleventh run a
 * longer outage and a full disk that the collector survives. Eleven seeds in a row have every death, sixty-six each death with each outage; times
 * and counts are the seed's.
 */
record Plan(List<Step> steps) {

    /**
     * @param atMs after the start of the run
     * @param forMs until it is mended
     * @param point where the collector halts, at the passage {@code count}; for a death at an answer, at which; for a network, {@link #CUT} when its
     *     connections are cut at the end
     */
    record Step(Fault fault, long atMs, long forMs, FailurePoint point, int count) {

        /** For a tally. */
        String kind() {
            return fault == Fault.COLLECTOR_HALTED ? fault + "_" + point : fault.toString();
        }

        @Override
        public String toString() {
            return switch (fault) {
                case COLLECTOR_HALTED -> "halt " + point + " #" + count;
                case COLLECTOR_KILLED_AT_ANSWER -> "kill at answer " + count;
                case COLLECTOR_KILLED, COLLECTOR_TERMINATED -> fault + " @" + atMs;
                case BROKER_KILLED,
                        BROKER_PAUSED,
                        NETWORK_SLOW,
                        NETWORK_HELD_TO_BROKER,
                        NETWORK_HELD_TO_COLLECTOR,
                        NETWORK_RESET,
                        DISK_FULL -> fault + " @" + atMs + "+" + forMs + (count == CUT ? " then cut" : "");
            };
        }
    }

    private static final List<Fault> OUTAGES = List.of(
            Fault.BROKER_PAUSED,
            Fault.NETWORK_HELD_TO_BROKER,
            Fault.BROKER_KILLED,
            Fault.NETWORK_SLOW,
            Fault.NETWORK_RESET,
            Fault.NETWORK_HELD_TO_COLLECTOR);

    static final int CUT = 1;

    /** The kinds of death, and none. */
    private static final int DEATHS = 11;

    private static final int DISK_FULL_PERCENT = 25;

    /** Deaths of the collector that it brings, at most. */
    long deaths() {
        return steps.stream().filter(step -> step.fault().isDeath()).count();
    }

    static Plan of(long seed) {
        Random random = new Random(seed);
        Fault fault = OUTAGES.get(Math.floorMod(seed, OUTAGES.size()));
        int death = Math.floorMod(seed, DEATHS);
        boolean isSurvivor = death == 0;
        long atMs = 150L + random.nextInt(250);
        long forMs = (isSurvivor ? 1_200L : 600L) + random.nextInt(800);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(fault, atMs, forMs, FailurePoint.NONE, isSurvivor || random.nextBoolean() ? CUT : 0));
        if (!isSurvivor) {
            steps.add(death(death, random));
        }
        if (isSurvivor || random.nextInt(100) < DISK_FULL_PERCENT) {
            steps.add(step(Fault.DISK_FULL, atMs + random.nextInt(400), 200 + random.nextInt(300)));
        }
        return new Plan(steps);
    }

    private static Step death(int which, Random random) {
        return switch (which) {
            case 1 -> step(Fault.COLLECTOR_KILLED, 100 + random.nextInt(1_300), 0);
            case 2 -> new Step(Fault.COLLECTOR_KILLED_AT_ANSWER, 0, 0, FailurePoint.NONE, 60 + random.nextInt(300));
            case 3 -> step(Fault.COLLECTOR_TERMINATED, 200 + random.nextInt(1_200), 0);
            case 4 -> halt(FailurePoint.AFTER_APPEND, 1 + random.nextInt(4));
            case 5 -> halt(FailurePoint.BEFORE_FSYNC, 1 + random.nextInt(4));
            case 6 -> halt(FailurePoint.AFTER_FSYNC, 1 + random.nextInt(4));
            case 7 -> halt(FailurePoint.BEFORE_ANSWER, 1 + random.nextInt(80));
            case 8 -> halt(FailurePoint.BEFORE_ACK, 1 + random.nextInt(80));
            case 9 -> halt(FailurePoint.AFTER_ACK, 1 + random.nextInt(80));
            default -> halt(FailurePoint.DURING_TRIM, 1);
        };
    }

    private static Step halt(FailurePoint point, int count) {
        return new Step(Fault.COLLECTOR_HALTED, 0, 0, point, count);
    }

    /** Held bytes are lost, for as long as Kafka's clients wait and longer. */
    static Step cut(Fault fault, long atMs, long forMs) {
        return new Step(fault, atMs, forMs, FailurePoint.NONE, CUT);
    }

    static Step step(Fault fault, long atMs, long forMs) {
        return new Step(fault, atMs, forMs, FailurePoint.NONE, 0);
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }
}

package dev.firstlight.loadtest.faults.stream;

/**
 * What {@code loadtest/faults --processor} runs: for each seed kills, damages, two instances and pauses of the broker, one case after the other, each
 * verdict as it comes; exits with 1 when one failed.
 */
final class ProcessorFaults {

    private static final long TWO_INSTANCES_SECONDS = 120;
    private static final int PAUSES = 4;

    /** Each damage after a SIGTERM and after a SIGKILL. */
    private static final int DAMAGES = 8;

    /** One case of a seed. */
    @FunctionalInterface
    private interface Case {
        StreamVerdict run(StreamStage stage, long seed) throws Exception;
    }

    private ProcessorFaults() {}

    /** Seeds, the first seed, kills of each seed. */
    public static void main(String[] arguments) throws Exception {
        long seeds = Long.parseLong(arguments[0]);
        long first = Long.parseLong(arguments[1]);
        int kills = Integer.parseInt(arguments[2]);
        System.out.println("faults: the processor, " + seeds + " seeds from " + first + ", " + kills + " kills each");
        Case[] cases = {
            (stage, seed) -> KillLoop.kills(stage, seed, kills),
            (stage, seed) -> KillLoop.damages(stage, seed, DAMAGES),
            (stage, seed) -> TwoInstances.run(stage, seed, TWO_INSTANCES_SECONDS, true),
            (stage, seed) -> BrokerPauses.run(stage, seed, PAUSES),
        };
        int failed = 0;
        try (StreamStage stage = new StreamStage()) {
            stage.awaitBroker();
            for (long seed = first; seed < first + seeds; seed++) {
                for (Case each : cases) {
                    StreamVerdict verdict = each.run(stage, seed);
                    System.out.println(verdict);
                    failed += verdict.holds() ? 0 : 1;
                }
            }
        }
        System.out.println(seeds * cases.length + " cases, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }
}

package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.runtime.Meters;
import dev.firstlight.stream.meter.StreamMeter;

/**
 * What a processor has counted until now; as a line between processes.
 *
 * @param accepted events that reached the claim
 * @param refused events and records that did not
 */
public record ProcessorCounts(long accepted, long unique, long repeated, long refused, long threadsReplaced) {

    static ProcessorCounts now(Meters meters) {
        return new ProcessorCounts(
                meters.count(StreamMeter.EVENTS_ACCEPTED),
                meters.count(StreamMeter.EVENTS_UNIQUE),
                meters.count(StreamMeter.EVENTS_REPEATED),
                meters.count(StreamMeter.REFUSED),
                meters.count(StreamMeter.THREADS_REPLACED));
    }

    String line() {
        return accepted + " " + unique + " " + repeated + " " + refused + " " + threadsReplaced;
    }

    static ProcessorCounts parse(String line) {
        String[] numbers = line.split(" ");
        return new ProcessorCounts(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]));
    }

    public ProcessorCounts minus(ProcessorCounts earlier) {
        return new ProcessorCounts(
                accepted - earlier.accepted,
                unique - earlier.unique,
                repeated - earlier.repeated,
                refused - earlier.refused,
                threadsReplaced - earlier.threadsReplaced);
    }
}

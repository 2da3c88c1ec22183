package dev.firstlight.loadtest.bench.process;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a collector has done until one moment.
 *
 * @param events made durable
 * @param packs handed to the log
 * @param loopBytes allocated by the threads of the edge ({@code edge-…}) that are alive
 * @param processBytes allocated by all threads that are alive, Kafka's and the admin endpoint's included
 */
public record CollectorCounts(long events, long packs, long loopBytes, long processBytes) {

    private static final String LOOPS = "edge-";

    /** Of this process. */
    static CollectorCounts now(Meters meters) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        var infos = threads.getThreadInfo(ids);
        long ofLoops = 0;
        long ofAll = 0;
        for (int i = 0; i < ids.length; i++) {
            long own = Math.max(0, bytes[i]); // -1 for one that has ended meanwhile
            ofAll += own;
            ofLoops += infos[i] != null && infos[i].getThreadName().startsWith(LOOPS) ? own : 0;
        }
        return new CollectorCounts(
                meters.count(CollectorMeter.EVENTS_DURABLE),
                meters.count(CollectorMeter.PACKS_HANDED_OVER),
                ofLoops,
                ofAll);
    }

    public CollectorCounts minus(CollectorCounts earlier) {
        return new CollectorCounts(
                events - earlier.events,
                packs - earlier.packs,
                loopBytes - earlier.loopBytes,
                processBytes - earlier.processBytes);
    }

    String line() {
        return events + " " + packs + " " + loopBytes + " " + processBytes;
    }

    static CollectorCounts parse(String line) {
        long[] numbers =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new CollectorCounts(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}

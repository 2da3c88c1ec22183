package dev.firstlight.stream.meter;

import dev.firstlight.runtime.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A gauge to which every partition that is worked on here adds its own part. Threads: any. Bound: one entry a partition. */
public final class PartitionSum {

    private final Map<Integer, Long> parts = new ConcurrentHashMap<>();

    /** The sum, already read by {@code meter}. */
    public static PartitionSum gauge(Meters meters, StreamMeter meter) {
        PartitionSum sum = new PartitionSum();
        meters.gauge(meter, sum::sum);
        return sum;
    }

    /** What the partition has now. */
    public void set(int partition, long part) {
        parts.put(partition, part);
    }

    /** Another instance works on the partition from now on. */
    public void remove(int partition) {
        parts.remove(partition);
    }

    public long sum() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}

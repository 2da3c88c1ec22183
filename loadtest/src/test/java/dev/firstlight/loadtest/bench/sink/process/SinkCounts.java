package dev.firstlight.loadtest.bench.sink.process;

import dev.firstlight.runtime.Meters;
import dev.firstlight.sink.SinkMeter;

/** What a sink has counted until now; as a line between processes. */
public record SinkCounts(long read, long delivered, long abandoned, long refused) {

    static SinkCounts now(Meters meters) {
        return new SinkCounts(
                meters.count(SinkMeter.EVENTS_READ),
                meters.count(SinkMeter.ROWS_DELIVERED),
                meters.count(SinkMeter.ROWS_ABANDONED),
                meters.count(SinkMeter.EVENTS_REFUSED));
    }

    String line() {
        return read + " " + delivered + " " + abandoned + " " + refused;
    }

    static SinkCounts parse(String line) {
        String[] numbers = line.split(" ");
        return new SinkCounts(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }
}

package dev.firstlight.loadtest.bench.stream;

import java.time.Duration;

/**
 * What one process cost in one round.
 *
 * @param cpuMicros its processor time for one event
 * @param compilingShare what of that the compiler took
 * @param brokerMicros that of the broker meanwhile
 * @param perSecond events, by wall clock, of one core and one stream thread
 */
record StreamSample(double cpuMicros, double compilingShare, double brokerMicros, double perSecond) {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    static StreamSample of(int events, Duration cpu, Duration compiling, Duration broker, Duration wall) {
        return new StreamSample(
                cpu.toNanos() / NANOS_PER_MICRO / events,
                (double) compiling.toNanos() / cpu.toNanos(),
                broker.toNanos() / NANOS_PER_MICRO / events,
                events * NANOS_PER_SECOND / wall.toNanos());
    }

    @Override
    public String toString() {
        return "%.1f µs, %.0f %% of it compile, broker %.1f µs; %.0f/s"
                .formatted(cpuMicros, 100 * compilingShare, brokerMicros, perSecond);
    }
}

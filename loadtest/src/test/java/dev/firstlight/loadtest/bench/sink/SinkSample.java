package dev.firstlight.loadtest.bench.sink;

import java.time.Duration;

/**
 * What one process cost in one round.
 *
 * @param cpuMicros its processor time for one event
 * @param compilingShare what of that the compiler took
 */
record SinkSample(double cpuMicros, double compilingShare) {

    private static final double NANOS_PER_MICRO = 1e3;

    static SinkSample of(int events, Duration cpu, Duration compiling) {
        return new SinkSample(cpu.toNanos() / NANOS_PER_MICRO / events, (double) compiling.toNanos() / cpu.toNanos());
    }

    @Override
    public String toString() {
        return "%.2f µs, %.0f %% of it compile".formatted(cpuMicros, 100 * compilingShare);
    }
}

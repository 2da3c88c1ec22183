package dev.firstlight.loadtest.bench;

import dev.firstlight.loadtest.bench.process.CollectorCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one variant cost in one round; {@code NaN} where it does not have such a thing, or could not be measured.
 *
 * @param cpuMicros processor time of the server for one request
 * @param compilingShare what of that the compiler took; none once a JVM is warm
 * @param brokerMicros that of the broker meanwhile
 * @param loopBytes allocated by its event loops for one request
 * @param processBytes allocated by all its threads for one request
 * @param perSecond requests
 * @param busy share of a core that the server took
 */
record CostSample(
        double cpuMicros,
        double compilingShare,
        double brokerMicros,
        double loopBytes,
        double processBytes,
        double eventsPerPack,
        double perSecond,
        double busy) {

    static final CostSample NONE = new CostSample(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    /** @param inTheMiddle of the same load, when all connections were open; none where nobody can tell */
    static CostSample of(
            long requests,
            Duration cpu,
            Duration compiling,
            Duration broker,
            Duration wall,
            @Nullable CollectorCounts inTheMiddle) {
        double events = inTheMiddle == null ? Double.NaN : inTheMiddle.events();
        return new CostSample(
                cpu.toNanos() / NANOS_PER_MICRO / requests,
                (double) compiling.toNanos() / cpu.toNanos(),
                broker.toNanos() / NANOS_PER_MICRO / requests,
                inTheMiddle == null ? Double.NaN : inTheMiddle.loopBytes() / events,
                inTheMiddle == null ? Double.NaN : inTheMiddle.processBytes() / events,
                inTheMiddle == null ? Double.NaN : events / inTheMiddle.packs(),
                requests * NANOS_PER_SECOND / wall.toNanos(),
                (double) cpu.toNanos() / wall.toNanos());
    }

    /** Without what it does not have. */
    @Override
    public String toString() {
        String all = "%.1f µs, %.0f %% of it compile, broker %.1f µs; %.0f/s, %.0f %% of a core"
                .formatted(cpuMicros, 100 * compilingShare, brokerMicros, perSecond, 100 * busy);
        return Double.isNaN(eventsPerPack)
                ? all
                : all
                        + "; %.0f B of the loops, %.0f B in all; %.1f events a pack"
                                .formatted(loopBytes, processBytes, eventsPerPack);
    }
}

package dev.firstlight.loadtest.bench;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.loadtest.bench.process.CollectorProcess;
import java.io.IOException;
import java.util.Map;

/**
 * What a collector has counted of its packs at one moment.
 *
 * @param taken by the log: each was once live traffic
 */
record SpoolMeters(long nanos, double taken, double replayed, double packsHeld) {

    private static final double NANOS_PER_SECOND = 1e9;

    static SpoolMeters of(CollectorProcess collector) throws IOException, InterruptedException {
        Map<String, Double> metrics = collector.metrics();
        return new SpoolMeters(
                System.nanoTime(),
                counter(metrics, CollectorMeter.PACKS_HANDED_OVER),
                counter(metrics, CollectorMeter.PACKS_REPLAYED),
                value(metrics, "collector_" + CollectorMeter.SPOOL_PACKS.metricName()));
    }

    double takenPacksPerSecondSince(SpoolMeters earlier) {
        return (taken - earlier.taken) * NANOS_PER_SECOND / (nanos - earlier.nanos);
    }

    double replayedPacksPerSecondSince(SpoolMeters earlier) {
        return (replayed - earlier.replayed) * NANOS_PER_SECOND / (nanos - earlier.nanos);
    }

    /** Of {@link CollectorMeter#SPOOL_RECOVERY_NANOS}, which is recorded once a start. */
    static double recoverySeconds(CollectorProcess collector) throws IOException, InterruptedException {
        return value(collector.metrics(), "collector_spool_recovery_seconds{quantile=\"0.5\"}");
    }

    private static double counter(Map<String, Double> metrics, CollectorMeter meter) {
        return value(metrics, "collector_" + meter.metricName() + "_total");
    }

    private static double value(Map<String, Double> metrics, String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalStateException("the collector does not measure " + name);
        }
        return value;
    }
}

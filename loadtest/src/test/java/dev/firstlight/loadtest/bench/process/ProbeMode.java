package dev.firstlight.loadtest.bench.process;

/** What {@link CollectorProbeMain} puts between the collector's own parts. */
public enum ProbeMode {
    /** A watch on the event loops, whose ticks cost about a hundredth of a core. */
    STALLS,
    /** Nothing: what is measured is the collector alone. */
    ALONE,
    /** {@link NullLog} in place of Kafka and spool: what it costs without producing. */
    NULL_LOG
}

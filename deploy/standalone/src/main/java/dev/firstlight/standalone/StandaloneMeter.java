package dev.firstlight.standalone;

import dev.firstlight.runtime.Meter;
import dev.firstlight.standalone.firehose.FirehoseError;

/** Everything that the parts of the local run count, beside what the services count themselves. */
public enum StandaloneMeter implements Meter {
    FIREHOSE_RECORDS_ACCEPTED(Kind.COUNTER, "Records that the local Firehose endpoint took into a buffer on disk."),
    FIREHOSE_CALLS_REFUSED(
            Kind.COUNTER, "Calls that the local Firehose endpoint refused, by error.", FirehoseError.class),
    FIREHOSE_RECORDS_DELIVERED(
            Kind.COUNTER, "Records written into objects; a delivery done again after a crash counts again."),
    FIREHOSE_OBJECTS_WRITTEN(Kind.COUNTER, "Objects written."),
    FIREHOSE_TORN_BYTES_CUT(
            Kind.COUNTER, "Bytes at the end of buffers that a death of the process left as no whole record."),
    FIREHOSE_BUFFERS_WAITING(Kind.GAUGE, "Buffers that are full or old enough and are no object yet."),
    WAREHOUSE_OBJECTS_LOADED(Kind.COUNTER, "Objects loaded, each in one transaction."),
    WAREHOUSE_OBJECTS_SKIPPED(Kind.COUNTER, "Objects that came again and had been loaded before."),
    WAREHOUSE_LOADS_NOT_PLAIN(
            Kind.COUNTER,
            "Times that objects could not be loaded the quick way and were taken apart further, down to line by line."),
    WAREHOUSE_OBJECTS_SET_ASIDE(
            Kind.COUNTER,
            "Objects that for their own fault could not be loaded in time and were given up; a manifest names each, a"
                    + " re-drive loads it."),
    WAREHOUSE_LOADS_FAILED(
            Kind.COUNTER,
            "Loads of one object that failed; it is tried again or given up. The table load_errors says why."),
    WAREHOUSE_AWAY(
            Kind.COUNTER,
            "Loads that failed, or manifests that could not be written, for what is no object's fault, as a full disk or"
                    + " too little memory: tried again for as long as it lasts, and nothing is given up for that."),
    WAREHOUSE_LOOKS_FAILED(
            Kind.COUNTER, "Times that the objects of the directory could not be listed; tried again a minute later."),
    WAREHOUSE_OBJECTS_ON_TRIAL(Kind.GAUGE, "Objects whose load failed and that are tried again."),
    WAREHOUSE_MANIFESTS_REDRIVEN(Kind.COUNTER, "Manifests of objects that were given up and are loaded now."),
    WAREHOUSE_MANIFESTS_UNREADABLE(
            Kind.COUNTER,
            "Manifests that could not be read when the objects were listed; what they name counts as not given up."),
    WAREHOUSE_OBJECTS_WAITING(Kind.GAUGE, "Objects that were announced and are not loaded yet."),
    WAREHOUSE_ROWS_LOADED(Kind.COUNTER, "Rows that came in objects; equals merged plus merged away."),
    WAREHOUSE_ROWS_MERGED(Kind.COUNTER, "Rows that became rows of the table events."),
    WAREHOUSE_LOAD_NANOS(Kind.NANOS, "Time that the load of one object took."),
    QUERIES_ANSWERED(Kind.COUNTER, "Queries that the warehouse answered."),
    QUERIES_REFUSED(Kind.COUNTER, "Queries that the warehouse refused or gave up.");

    private final Kind kind;
    private final String help;
    private final Class<?> reasons;

    StandaloneMeter(Kind kind, String help) {
        this(kind, help, Void.class);
    }

    StandaloneMeter(Kind kind, String help, Class<?> reasons) {
        this.kind = kind;
        this.help = help;
        this.reasons = reasons;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Class<?> reasons() {
        return reasons;
    }
}

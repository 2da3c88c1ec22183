package dev.firstlight.sink;

import dev.firstlight.runtime.Meter;
import dev.firstlight.schema.Refusal;

/**
 * The catalogue of the sink's meters. They balance: read = written + refused; written = delivered + in hand + abandoned, and what was
 * abandoned is read again, here or by another sink.
 */
public enum SinkMeter implements Meter {
    EVENTS_READ(Kind.COUNTER, "Records read from firstlight.events, repetitions included."),
    EVENTS_REFUSED(Kind.COUNTER, "Records that are no event, written to firstlight.rejects.", Refusal.class),
    EVENTS_EXPIRED(Kind.COUNTER, "Records that Kafka deleted before any sink had read them: lost to the warehouse."),
    ROWS_WRITTEN(Kind.COUNTER, "Rows made of events."),
    ROWS_DELIVERED(Kind.COUNTER, "Rows that were accepted, repetitions included."),
    ROWS_ABANDONED(Kind.COUNTER, "Rows in hand that were given up: partitions moved, or the sink stopped or failed."),
    TEXTS_CUT(Kind.COUNTER, "Texts that were cut to the width of their column."),
    VALUES_LEFT_OUT(Kind.COUNTER, "Values left out of their row because the column cannot hold them."),
    BYTES_DELIVERED(Kind.COUNTER, "Bytes that were accepted."),
    RECORDS_DELIVERED(Kind.COUNTER, "Records that were accepted; bytes over records is what billing rounds up."),
    RECORDS_LEFT(Kind.COUNTER, "Records that an attempt left over; each is sent again."),
    CALLS(Kind.COUNTER, "Attempts to deliver, by what became of them.", Delivery.Verdict.class),
    CALL_NANOS(Kind.NANOS, "How long an attempt to deliver took."),
    DELAY_NANOS(Kind.NANOS, "From receipt by the collector to acceptance, of the oldest row of each commit."),
    COMMITS(Kind.COUNTER, "Commits of offsets."),
    COMMITS_FAILED(Kind.COUNTER, "Attempts to write the ledger and commit that failed; each is tried again."),
    ROUNDS_FAILED(Kind.COUNTER, "Rounds given up because of an error; they are read again."),
    LEDGER_ENTRIES(Kind.COUNTER, "Entries written to firstlight.ledger."),
    LEDGER_ENTRIES_LATE(
            Kind.COUNTER, "Entries for minutes that are no longer held, written under a source of their own."),
    LEDGER_HELD(Kind.GAUGE, "Counts of pixels and minutes held in memory."),
    ROWS_IN_HAND(Kind.GAUGE, "Rows written and not yet committed."),
    EVENTS_BEHIND(Kind.GAUGE, "Records of our partitions that are not yet read, as of the last poll."),
    OUTAGE_SECONDS(
            Kind.GAUGE, "For how long nothing was accepted although something was tried; 0 when the last attempt was.");

    private final Kind kind;
    private final String help;
    private final Class<?> reasons;

    SinkMeter(Kind kind, String help) {
        this(kind, help, Void.class);
    }

    SinkMeter(Kind kind, String help, Class<?> reasons) {
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

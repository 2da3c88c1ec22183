package dev.firstlight.sink;

import dev.firstlight.runtime.Meter;
import dev.firstlight.schema.Refusal;

/**
 * The catalogue of the sink's meters. They balance: read = written + refused; written = committed + in hand + abandoned, and what was
 * abandoned is read again, here or by another sink.
 */
public enum SinkMeter implements Meter {
    EVENTS_READ(Kind.COUNTER, "Records read from firstlight.events, repetitions included."),
    EVENTS_REFUSED(Kind.COUNTER, "Records that are no event, written to firstlight.rejects.", Refusal.class),
    EVENTS_EXPIRED(
            Kind.COUNTER,
            "Offsets that Kafka's retention removed before they were read, each once in the life of the process: records,"
                    + " lost to the warehouse, and where producers use transactions their markers."),
    ROWS_WRITTEN(Kind.COUNTER, "Rows made of events."),
    ROWS_DELIVERED(Kind.COUNTER, "Rows that were accepted, repetitions included."),
    ROWS_COMMITTED(Kind.COUNTER, "Rows that were accepted and committed: none of them is sent again."),
    ROWS_ABANDONED(Kind.COUNTER, "Rows in hand that were given up: partitions moved, or the sink stopped or failed."),
    TEXTS_CUT(Kind.COUNTER, "Texts that were cut to the width of their column."),
    VALUES_LEFT_OUT(Kind.COUNTER, "Values left out of their row because the column cannot hold them."),
    BYTES_DELIVERED(Kind.COUNTER, "Bytes that were accepted: what would ideally be billed."),
    BYTES_BILLED(Kind.COUNTER, "Bytes that were accepted, each record rounded up to 5 KB as Firehose bills it."),
    BILLED_PER_MILLE(
            Kind.GAUGE, "Billed bytes for 1,000 delivered ones, since the start; 1000 is ideal, 0 before the first."),
    COST_MICRODOLLARS(
            Kind.GAUGE,
            "What Firehose's intake has cost since the start, in millionths of a US dollar, at firehose.price-per-gib."),
    COST_PER_MILLION_ROWS_MICRODOLLARS(Kind.GAUGE, "The same for a million delivered rows; 0 before the first."),
    PRICE_DATE_SECONDS(
            Kind.GAUGE,
            "The day of that price (firehose.price-date), its beginning in seconds since 1970; 0 where nothing is paid."),
    RECORDS_DELIVERED(Kind.COUNTER, "Records that were accepted."),
    RECORDS_LEFT(Kind.COUNTER, "Records that an attempt left over; each is sent again."),
    CALLS(Kind.COUNTER, "Attempts to deliver, by what became of them.", Delivery.Verdict.class),
    RETRIES(Kind.COUNTER, "Attempts that sent something again which an earlier one had left."),
    ROWS_RETRIED(
            Kind.COUNTER, "Tries of rows after the first; the ledger has them by pixel and minute, once committed."),
    THROTTLES(Kind.COUNTER, "Attempts that were answered with too much, for all or some of the records."),
    PACE_BYTES_PER_SECOND(
            Kind.GAUGE, "The rate to which throttling has slowed all streams together; 0 while one is not slowed."),
    CALLS_UNDER_WAY(Kind.GAUGE, "Attempts that have begun and not ended; firehose.in-flight a stream at most."),
    CALLS_BROKEN(
            Kind.GAUGE,
            "Calls not accepted whose last attempt ended in a bug, of the SDK's or of ours; an alarm above 0: nothing is committed past them."),
    CALL_NANOS(Kind.NANOS, "How long an attempt to deliver took."),
    DELAY_NANOS(Kind.NANOS, "From receipt by the collector to the commit, of the oldest row of each batch."),
    BATCHES_UNCOMMITTED(
            Kind.GAUGE, "Batches sent and not committed, accepted ones behind a slow one among them; 64 at most."),
    COMMITS(Kind.COUNTER, "Commits of offsets."),
    COMMITS_FAILED(Kind.COUNTER, "Attempts to write the ledger and commit that failed; each is tried again."),
    ROUNDS_FAILED(Kind.COUNTER, "Rounds given up because of an error; they are read again."),
    LEDGER_ENTRIES(Kind.COUNTER, "Entries committed to firstlight.ledger."),
    LEDGER_ENTRIES_LATE(
            Kind.COUNTER, "Those of them for minutes that are no longer held, under a source of their own."),
    LEDGER_HELD(Kind.GAUGE, "Counts of pixels and minutes held in memory."),
    ROWS_IN_HAND(Kind.GAUGE, "Rows written and not yet committed."),
    OLDEST_UNDELIVERED_SECONDS(
            Kind.GAUGE,
            "Age, since its receipt by the collector, of the oldest row in hand that is not accepted; 0 without one."),
    EVENTS_BEHIND(Kind.GAUGE, "Records of our partitions that are not yet read, some seconds old during an outage."),
    OUTAGE_SECONDS(
            Kind.GAUGE, "For how long nothing was accepted by any stream although something was tried; 0 otherwise."),
    DENIED_SECONDS(
            Kind.GAUGE, "For how long a stream has turned our credentials away, or none were found; an alarm above 0."),
    MISCALLED_SECONDS(
            Kind.GAUGE, "For how long a stream has refused the call itself: missing, not active; an alarm above 0.");

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

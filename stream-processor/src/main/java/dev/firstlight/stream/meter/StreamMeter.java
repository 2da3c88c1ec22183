package dev.firstlight.stream.meter;

import dev.firstlight.runtime.Meter;
import dev.firstlight.schema.Refusal;
import dev.firstlight.stream.event.RepeatCause;

/**
 * What the processor measures. The hand-over balances: {@code events_accepted = events_unique + events_repeated + refused} (items; an
 * unreadable record is refused without having been accepted). Counted as things happen: what a transaction that is rolled back did is
 * counted again; the ledger is the exact one.
 */
public enum StreamMeter implements Meter {
    RECORDS_READ(Kind.COUNTER, "Records of firstlight.raw read."),
    EVENTS_ACCEPTED(Kind.COUNTER, "Items of packs that the edge had accepted as events."),
    EVENTS_REFUSED_AT_EDGE(Kind.COUNTER, "Items of packs that the edge had refused, passed on to firstlight.rejects."),
    REFUSED(Kind.COUNTER, "Records and items refused here, by reason; their bytes are in firstlight.rejects.") {
        @Override
        public Class<?> reasons() {
            return Refusal.class;
        }
    },
    EVENTS_UNIQUE(Kind.COUNTER, "Events seen for the first time, written to firstlight.events."),
    EVENTS_REPEATED(Kind.COUNTER, "Events whose identity was known already, by what they were known.") {
        @Override
        public Class<?> reasons() {
            return RepeatCause.class;
        }
    },
    EVENTS_WITH_WARNINGS(Kind.COUNTER, "Unique events with at least one warning."),
    RAW_GAP_ITEMS(Kind.COUNTER, "Items missing from firstlight.raw that no collector gave up: loss."),
    RAW_REPEATED_PACKS(Kind.COUNTER, "Packs that were in firstlight.raw before, by their sequence."),
    RAW_MISPLACED_PACKS(Kind.COUNTER, "Packs in another partition than the one they say they are for."),
    CLAIMS_FORGOTTEN(Kind.COUNTER, "Identities past their window, deleted from the stores."),
    ADDRESSES_WITHOUT_KEY(Kind.COUNTER, "Events whose address could not be opened because the key of its day is gone."),
    ENRICHMENTS_FAILED(Kind.COUNTER, "Enrichments that ended in an error and left their fields absent."),
    USER_AGENT_PARSES(Kind.COUNTER, "User agents parsed because the cache did not have them."),
    USER_AGENTS_UNPARSED(
            Kind.COUNTER,
            "Events whose user agent has no browser's shape, took too long to parse or broke the parser."),
    USER_AGENT_NANOS(Kind.NANOS, "Time one parse of a user agent took."),
    COUNTRY_FILE_EPOCH_SECONDS(Kind.GAUGE, "When the country file was built, epoch seconds; 0 when there is none."),
    EVENT_AGE_NANOS(
            Kind.NANOS,
            "From received_at, collector clock, to being written to firstlight.events, clock of this machine."),
    LEDGER_ENTRIES_WRITTEN(Kind.COUNTER, "Entries written to firstlight.ledger."),
    THREADS_REPLACED(Kind.COUNTER, "Stream threads that ended in an exception and were replaced.");

    private final Kind kind;
    private final String help;

    StreamMeter(Kind kind, String help) {
        this.kind = kind;
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public Kind kind() {
        return kind;
    }
}

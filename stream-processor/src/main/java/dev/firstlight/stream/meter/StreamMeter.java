package dev.firstlight.stream.meter;

import dev.firstlight.runtime.Meter;
import dev.firstlight.schema.Refusal;
import dev.firstlight.stream.event.BotSource;
import dev.firstlight.stream.event.PlanFinding;
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
    PLAN_FINDINGS(Kind.COUNTER, "Things about events that are not as the tracking plan has them, repeats included.") {
        @Override
        public Class<?> reasons() {
            return PlanFinding.Kind.class;
        }
    },
    PLAN_RELOADS(Kind.COUNTER, "Tracking plans taken over from a file that had changed."),
    PLAN_RELOADS_FAILED(Kind.COUNTER, "Changes of the tracking plan's file that are no plan; the one before stays."),
    PLAN_READ_EPOCH_SECONDS(Kind.GAUGE, "When the plan in force was read, epoch seconds; 0 when there is none."),
    RAW_OPEN_GAP_ITEMS(
            Kind.GAUGE,
            "Items missing from firstlight.raw that no collector gave up and that a spool may still bring."),
    RAW_REFUSED_GAP_ITEMS(
            Kind.GAUGE,
            "Items missing from the collectors' numbers where packs were refused as schema_unknown: theirs, not lost."),
    RAW_LOST_ITEMS(
            Kind.COUNTER,
            "Items missing from firstlight.raw for longer than gaps.lost-after that no collector gave up: loss."),
    RAW_REPEATED_PACKS(Kind.COUNTER, "Packs that were in firstlight.raw before, by their sequence."),
    RAW_UNPROVEN_PACKS(
            Kind.COUNTER,
            "Packs older than what their loop's gaps are remembered for; their events are told apart by identity alone."),
    RAW_PACKS_WITHOUT_SCHEMA(Kind.COUNTER, "Packs put aside because firstlight.schemas lacked their writer's schema."),
    RAW_PACKS_WAITING(Kind.GAUGE, "Packs waiting for their writer's schema."),
    RAW_MISPLACED_PACKS(Kind.COUNTER, "Packs in another partition than the one they say they are for."),
    CLAIMS_FORGOTTEN(Kind.COUNTER, "Identities past their window, deleted from the stores."),
    ADDRESSES_WITHOUT_KEY(Kind.COUNTER, "Events whose address could not be opened because the key of its day is gone."),
    ENRICHMENTS_FAILED(Kind.COUNTER, "Enrichments that ended in an error and left their fields absent."),
    USER_AGENT_PARSES(Kind.COUNTER, "User agents parsed because the cache did not have them."),
    USER_AGENTS_UNPARSED(
            Kind.COUNTER,
            "Events whose user agent has no browser's shape, took too long to parse or broke the parser."),
    USER_AGENTS_GIVEN_UP(
            Kind.COUNTER,
            "Events whose user agent was given up for time: too many new ones at once, or one that the parser hangs on."),
    USER_AGENT_NANOS(Kind.NANOS, "Time one parse of a user agent took."),
    EVENTS_OF_BOTS(Kind.COUNTER, "Unique events that are no person's, by what says so.") {
        @Override
        public Class<?> reasons() {
            return BotSource.class;
        }
    },
    BOT_PATTERNS(Kind.GAUGE, "Patterns of the list of crawlers in force; 0 when there is none."),
    DATA_CENTRE_RANGES(Kind.GAUGE, "Ranges of data centres' addresses in force; 0 when no file is given."),
    COUNTRY_FILE_EPOCH_SECONDS(Kind.GAUGE, "When the country file was built, epoch seconds; 0 when there is none."),
    RATE_FILES_READ(Kind.COUNTER, "Times that the file of exchange rates was read, at start and after a change."),
    RATE_FILES_REFUSED(
            Kind.COUNTER, "Times that the file of exchange rates could not be read; the rates stayed as they were."),
    RATES_LATEST_DAY_EPOCH_SECONDS(
            Kind.GAUGE, "The latest day that the file of exchange rates has, epoch seconds; 0 when there is none."),
    CITY_FILE_EPOCH_SECONDS(Kind.GAUGE, "When the city file was built, epoch seconds; 0 when there is none."),
    NETWORK_FILE_EPOCH_SECONDS(Kind.GAUGE, "When the network file was built, epoch seconds; 0 when there is none."),
    FILES_REFUSED(
            Kind.COUNTER, "Changed files of the operator's that cannot be used; what they said before stays in force."),
    EVENT_AGE_NANOS(
            Kind.NANOS,
            "From received_at, collector clock, to being written to firstlight.events, clock of this machine."),
    LEDGER_ENTRIES_WRITTEN(Kind.COUNTER, "Entries written to firstlight.ledger."),
    THREADS_REPLACED(Kind.COUNTER, "Stream threads that ended in an exception and were replaced."),
    STATE_REBUILDS(Kind.COUNTER, "Times that damaged state was deleted here, to be rebuilt from its changelog."),
    LEDGER_PIXELS_MERGED(
            Kind.COUNTER,
            "Counts of a record taken under the empty pixel in the ledger, because a minute brought too many pixels.");

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

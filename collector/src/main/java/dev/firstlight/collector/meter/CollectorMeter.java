package dev.firstlight.collector.meter;

import dev.firstlight.runtime.Meter;
import dev.firstlight.schema.Refusal;

/**
 * What the collector measures. The hand-over balances: {@code events_read = events_durable + events_given_up + events_declined} plus
 * what is in flight, and every refused hit or event is in {@code refused} under its reason.
 */
public enum CollectorMeter implements Meter {
    CONNECTIONS_OPENED(Kind.COUNTER, "Connections accepted."),
    CONNECTIONS_OPEN(Kind.GAUGE, "Connections open now."),
    HITS_RECEIVED(Kind.COUNTER, "Requests read to their end, or to where they were refused."),
    HITS_PROBED(Kind.COUNTER, "HEAD requests for the pixel: answered like a hit, not an event."),
    EVENTS_READ(Kind.COUNTER, "Events found in hits that are neither refused nor malformed."),
    EVENTS_DURABLE(Kind.COUNTER, "Events acknowledged by the log."),
    EVENTS_DECLINED(Kind.COUNTER, "Events that consent or Global Privacy Control said no to: answered, not stored."),
    EVENTS_GIVEN_UP(Kind.COUNTER, "Events the log did not take in time: answered 503, to be sent again."),
    REFUSED(Kind.COUNTER, "Hits and events refused, by reason.") {
        @Override
        public Class<?> reasons() {
            return Refusal.class;
        }
    },
    REFUSED_NOT_KEPT(Kind.COUNTER, "Refused events whose bytes the log did not take for firstlight.rejects."),
    ADDRESSES_WITHOUT_KEY(Kind.COUNTER, "Events stored without their address because the key of the day is missing."),
    PACKS_HANDED_OVER(Kind.COUNTER, "Packs given to the sender thread."),
    PACKS_DURABLE(Kind.COUNTER, "Packs acknowledged by Kafka."),
    PACKS_TURNED_AWAY(Kind.COUNTER, "Packs the full queue did not take."),
    PACKS_GIVEN_UP(Kind.COUNTER, "Packs Kafka did not acknowledge in time or refused."),
    OUTCOMES_UNHEARD(
            Kind.COUNTER, "Events that became durable or were given up after their event loop had ended: unanswered."),
    QUEUE_BYTES(Kind.GAUGE, "Bytes of packs handed over and not yet durable or given up."),
    LEDGER_PIXELS_MERGED(Kind.COUNTER, "Counts put under the empty pixel because a minute had too many pixels."),
    LEDGER_ENTRIES_LOST(Kind.COUNTER, "Ledger entries Kafka did not take; the next of the same key makes up for it."),
    READING_PAUSED(
            Kind.COUNTER,
            "Times a connection was not read because it had too many unanswered requests or did not take its answers."),
    ANSWER_NANOS(Kind.NANOS, "From a request's last byte to its answer being written.");

    private final Kind kind;
    private final String help;

    CollectorMeter(Kind kind, String help) {
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

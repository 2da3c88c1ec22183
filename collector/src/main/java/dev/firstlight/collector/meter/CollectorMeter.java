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
    CONNECTIONS_CUT(Kind.COUNTER, "Connections that a limit of the edge ended or did not let in, by reason.") {
        @Override
        public Class<?> reasons() {
            return CutReason.class;
        }
    },
    CERTIFICATES_RENEWED(Kind.COUNTER, "Certificates put in force after their files changed."),
    CERTIFICATES_UNUSABLE(
            Kind.COUNTER, "Certificates that could not be read or used when they changed; the one before stays."),
    HANDSHAKES_FAILED(Kind.COUNTER, "Connections that did not get through their TLS handshake."),
    REQUESTS_OUTSTANDING(Kind.GAUGE, "Requests that are not answered yet."),
    BODY_BYTES_UNFINISHED(Kind.GAUGE, "Bytes of request bodies that are not complete yet."),
    HITS_RECEIVED(Kind.COUNTER, "Requests read to their end, or to where they were refused."),
    HITS_PROBED(Kind.COUNTER, "HEAD requests for the pixel: answered like a hit, not an event."),
    FORWARDED_CUT_SHORT(
            Kind.COUNTER,
            "Hits whose forwarding header had something unreadable, or too much, where a trusted proxy's word stands: taken as the proxy's own."),
    HITS_SCANNED(Kind.COUNTER, "Hits that took the short way: plain requests, read without the decoder."),
    PIXELS_DISPLACED(
            Kind.COUNTER,
            "Times a pixel made room for another one in a loop's table: many mean that somebody invents pixels, and hits cost more."),
    EVENTS_READ(Kind.COUNTER, "Events found in hits that are neither refused nor malformed."),
    EVENTS_DURABLE(
            Kind.COUNTER,
            "Events made durable, by Kafka or the spool; with collector.ack = accepted, handed over for that."),
    EVENTS_DECLINED(
            Kind.COUNTER,
            "Events that consent or Global Privacy Control said no to, or whose pixel is paused: answered, not stored."),
    EVENTS_PAUSED(Kind.COUNTER, "Events declined because their pixel is paused; they are in events_declined as well."),
    PIXELS_RELOADED(Kind.COUNTER, "Times a changed configuration file gave a new pixel registry."),
    PIXELS_RELOAD_REFUSED(
            Kind.COUNTER, "Times a changed configuration file was not taken because something is wrong with it."),
    EVENTS_GIVEN_UP(Kind.COUNTER, "Events neither Kafka nor the spool took in time: answered 503, to be sent again."),
    REFUSED(Kind.COUNTER, "Hits and events refused, by reason.") {
        @Override
        public Class<?> reasons() {
            return Refusal.class;
        }
    },
    REFUSED_NOT_KEPT(Kind.COUNTER, "Refused events whose bytes the log did not take for firstlight.rejects."),
    ADDRESSES_WITHOUT_KEY(Kind.COUNTER, "Events stored without their address because the key of the day is missing."),
    PACKS_HANDED_OVER(Kind.COUNTER, "Packs given to the sender thread."),
    PACKS_DURABLE(Kind.COUNTER, "Packs acknowledged by Kafka or fsynced in the spool, whichever was first."),
    PACKS_TURNED_AWAY(Kind.COUNTER, "Packs that neither Kafka's queue nor the spool had room for."),
    PACKS_GIVEN_UP(Kind.COUNTER, "Packs that were taken and that neither Kafka nor the spool made durable."),
    PACKS_ACKNOWLEDGED(Kind.COUNTER, "Packs of live traffic acknowledged by all in-sync replicas."),
    PACKS_UNACKNOWLEDGED(Kind.COUNTER, "Packs of live traffic that Kafka refused or did not acknowledge in time."),
    PACKS_SPOOLED(Kind.COUNTER, "Packs fsynced in the spool."),
    PACKS_NOT_SPOOLED(Kind.COUNTER, "Packs the spool had no room for or could not write."),
    PACKS_REPLAYED(Kind.COUNTER, "Packs of the spool that Kafka has acknowledged."),
    BYTES_REPLAYED(Kind.COUNTER, "Bytes of those packs."),
    PACKS_REFUSED_FOR_GOOD(Kind.COUNTER, "Packs Kafka will never take, kept beside the spool: look at them."),
    REPLAYS_AGAIN(Kind.COUNTER, "Times the oldest spooled packs were sent in vain."),
    EVENTS_LOST_AFTER_ANSWER(
            Kind.COUNTER, "Events answered early (collector.ack = accepted) that then were given up: lost."),
    SPOOLING_STARTED(Kind.COUNTER, "Times Kafka was left alone and packs went to the spool."),
    SPOOL_BYTES(Kind.GAUGE, "Bytes of segments that are not replayed."),
    SPOOL_KEPT_BYTES(Kind.GAUGE, "Bytes put aside beside the spool: damaged, or refused by Kafka for good."),
    SPOOL_PACKS(Kind.GAUGE, "Packs in the spool that are not replayed."),
    SPOOL_SEGMENTS(Kind.GAUGE, "Segments of the spool."),
    SPOOL_OLDEST_SECONDS(Kind.GAUGE, "Age of the oldest segment that is not replayed."),
    SPOOL_WRITES_FAILED(Kind.COUNTER, "Writes or fsyncs of the spool that failed; each ends its segment."),
    SPOOL_DAMAGED_BYTES(Kind.COUNTER, "Bytes found in no whole frame when the spool was opened; kept beside it."),
    SPOOL_SEGMENTS_UNREADABLE(Kind.COUNTER, "Segments that could not be read at all and were set aside."),
    SPOOL_SEGMENTS_REPLAYED(Kind.COUNTER, "Segments removed because all of them was acknowledged."),
    SPOOL_WRITE_NANOS(Kind.NANOS, "Writing and fsyncing one group of packs."),
    SPOOL_RECOVERY_NANOS(Kind.NANOS, "Reading what an earlier process had left in the spool."),
    KAFKA_STATE(Kind.GAUGE, "0 nothing heard yet, 1 up, 2 slow or refusing, 3 down."),
    KAFKA_ROUND_TRIP_MS(Kind.GAUGE, "The last small question to Kafka and its answer; -1 when none came."),
    PRODUCERS_RENEWED(Kind.COUNTER, "Kafka producers that could not go on and were replaced."),
    HAND_BACKS_SPLIT(Kind.COUNTER, "Times that more answers were ready than one turn of an event loop gives."),
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

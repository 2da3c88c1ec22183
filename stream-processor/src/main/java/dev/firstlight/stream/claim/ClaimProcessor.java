package dev.firstlight.stream.claim;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.RepeatCause;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets the first sighting of an identity through and counts the others; one by order with another event id goes to the rejects.
 *
 * <p>Event ids and orders have stores of their own, since their windows differ. Threads: the task's. Failure: a store that cannot be read
 * or written ends the thread, the transaction with it, and the records are read again.
 */
public final class ClaimProcessor implements Processor<byte[], Candidate, byte[], Object> {

    /** The nodes it forwards to. */
    public record Next(String enrich, String rejects, String ledger) {}

    /** The stores it owns. */
    public record Stores(String events, String orders) {}

    private static final Duration FORGET_EACH = Duration.ofSeconds(1);

    /**
     * Records taken back from each changelog a run, some 10 ms of work; more when more orders were claimed, see {@link OrderClaims#forget}.
     */
    private static final int FORGET_MAX = 2_000;

    private final Next next;
    private final Stores stores;
    private final ClaimConfig config;
    private final Rejects rejects;
    private final Meters meters;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private Cancellable forgetting;

    @SuppressWarnings("NullAway.Init")
    private EventClaims events;

    @SuppressWarnings("NullAway.Init")
    private OrderClaims orders;

    public ClaimProcessor(Next next, Stores stores, ClaimConfig config, SchemaBook book, Meters meters) {
        this.next = next;
        this.stores = stores;
        this.config = config;
        this.rejects = new Rejects(book);
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        events = new EventClaims(context.getStateStore(stores.events()), Generations.ofEvents(config.window()));
        orders = new OrderClaims(context.getStateStore(stores.orders()), Generations.ofOrders(config.orderWindow()));
        forgetting = context.schedule(FORGET_EACH, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    /** Kafka Streams keeps the schedules of a task that it closes and begins again, and each beginning adds its own. */
    @Override
    public void close() {
        forgetting.cancel();
    }

    @Override
    public void process(Record<byte[], Candidate> record) {
        Candidate candidate = record.value();
        if (candidate.identity() == IdentityKind.ORDER) {
            claimOrder(record, candidate);
        } else if (events.isFirstSighting(candidate.dedupId(), record.timestamp())) {
            letThrough(record, candidate);
        } else {
            repeat(record, candidate, RepeatCause.EVENT_ID);
        }
    }

    private void claimOrder(Record<byte[], Candidate> record, Candidate candidate) {
        String eventId = candidate.event().getEventId();
        byte[] first = orders.claim(candidate.dedupId(), record.timestamp(), FirstOrder.bytes(eventId));
        if (first == null) {
            letThrough(record, candidate);
            return;
        }
        String firstId = FirstOrder.eventId(first);
        if (eventId.equals(firstId)) {
            repeat(record, candidate, RepeatCause.EVENT_ID);
            return;
        }
        repeat(record, candidate, RepeatCause.ORDER_ID);
        byte[] reject = rejects.repeatedOrder(
                candidate.event(), firstId == null ? "not known any more" : firstId, candidate.origin());
        byte[] key = eventId.getBytes(StandardCharsets.UTF_8);
        context.forward(new Record<>(key, reject, record.timestamp()), next.rejects());
    }

    private void letThrough(Record<byte[], Candidate> record, Candidate candidate) {
        meters.add(StreamMeter.EVENTS_UNIQUE);
        context.forward(record.withValue(candidate.tally(Tally.UNIQUE)), next.ledger());
        context.forward(record, next.enrich());
    }

    private void repeat(Record<byte[], Candidate> record, Candidate candidate, RepeatCause cause) {
        meters.add(StreamMeter.EVENTS_REPEATED, cause);
        context.forward(record.withValue(candidate.tally(cause.tallyName())), next.ledger());
    }

    /** Both clocks must say that a generation is over: the log's, which may stand still, and this machine's, which may be wrong. */
    private void forget(long wallClockMs) {
        long nowMs = Math.min(wallClockMs, context.currentStreamTimeMs());
        long forgotten = events.forget(nowMs, FORGET_MAX) + orders.forget(nowMs, FORGET_MAX);
        meters.add(StreamMeter.CLAIMS_FORGOTTEN, forgotten);
    }
}

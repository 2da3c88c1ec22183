package dev.firstlight.stream.claim;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.RepeatCause;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets the first sighting of an identity through and counts the others.
 *
 * <p>Event ids and orders have stores of their own, since their windows differ. Threads: the task's. Failure: a store that cannot be read
 * or written ends the thread, the transaction with it, and the records are read again.
 */
public final class ClaimProcessor implements Processor<byte[], Candidate, byte[], Object> {

    /** The nodes it forwards to. */
    public record Next(String enrich, String ledger) {}

    /** The stores it owns. */
    public record Stores(String events, String orders) {}

    private static final Duration FORGET_EACH = Duration.ofSeconds(1);

    /**
     * Identities deleted a run: some 10 ms of work, and twice the events a second that one partition is meant to carry, so that the stores
     * shrink faster than they grow.
     */
    private static final int FORGET_MAX = 2_000;

    private final Next next;
    private final Stores stores;
    private final ClaimConfig config;
    private final Meters meters;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private Claims events;

    @SuppressWarnings("NullAway.Init")
    private Claims orders;

    public ClaimProcessor(Next next, Stores stores, ClaimConfig config, Meters meters) {
        this.next = next;
        this.stores = stores;
        this.config = config;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        events = new Claims(context.getStateStore(stores.events()), new Generations(config.window()));
        orders = new Claims(context.getStateStore(stores.orders()), new Generations(config.orderWindow()));
        context.schedule(FORGET_EACH, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    @Override
    public void process(Record<byte[], Candidate> record) {
        Candidate candidate = record.value();
        boolean isOrder = candidate.identity() == IdentityKind.ORDER;
        Claims claims = isOrder ? orders : events;
        if (claims.isFirstSighting(candidate.dedupId(), record.timestamp())) {
            meters.add(StreamMeter.EVENTS_UNIQUE);
            context.forward(record.withValue(candidate.tally(Tally.UNIQUE)), next.ledger());
            context.forward(record, next.enrich());
        } else {
            RepeatCause cause = isOrder ? RepeatCause.ORDER_ID : RepeatCause.EVENT_ID;
            meters.add(StreamMeter.EVENTS_REPEATED, cause);
            context.forward(record.withValue(candidate.tally(cause.tallyName())), next.ledger());
        }
    }

    /** Both clocks must say that a generation is over: the log's, which may stand still, and this machine's, which may be wrong. */
    private void forget(long wallClockMs) {
        long nowMs = Math.min(wallClockMs, context.currentStreamTimeMs());
        int forgotten = events.forget(nowMs, FORGET_MAX) + orders.forget(nowMs, FORGET_MAX);
        meters.add(StreamMeter.CLAIMS_FORGOTTEN, forgotten);
    }
}

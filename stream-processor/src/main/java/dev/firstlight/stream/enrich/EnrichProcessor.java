package dev.firstlight.stream.enrich;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.EventWriter;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Runs the enrichments over a unique event and writes it out, keyed by visitor, else by event id.
 *
 * <p>Threads: the task's. The address is opened here and wiped here. Failure: an enrichment that throws costs its own fields; an event too
 * large for the topic (the bounds of {@code decode} leave no such event, a test holds them to it) is rejected, since a send that fails
 * would fail for ever.
 */
public final class EnrichProcessor implements Processor<byte[], Candidate, byte[], byte[]> {

    /** The nodes it forwards to. */
    public record Next(String events, String rejects) {}

    /** Of the order of a commit's interval (at most a second), which is looked at right after it. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Next next;
    private final List<Enrichment> enrichments;
    private final Addresses addresses;
    private final EventWriter writer;
    private final Rejects rejects;
    private final Meters meters;
    private final ErrorLog errors;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], byte[]> context;

    public EnrichProcessor(
            Next next,
            List<Enrichment> enrichments,
            AddressKeys keys,
            EventWriter writer,
            SchemaBook book,
            Meters meters,
            ErrorLog errors) {
        this.next = next;
        this.enrichments = enrichments;
        this.addresses = new Addresses(keys, meters);
        this.writer = writer;
        this.rejects = new Rejects(book);
        this.meters = meters;
        this.errors = errors;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        // Here, where no transaction is open: waiting under an event would let it expire.
        enrichments.forEach(Enrichment::awaitReady);
        context.schedule(TURN, PunctuationType.WALL_CLOCK_TIME, nowMs -> enrichments.forEach(Enrichment::beginTurn));
    }

    @Override
    public void process(Record<byte[], Candidate> record) {
        Candidate candidate = record.value();
        Event event = candidate.event();
        enrich(candidate);
        ClientText.fitAll(event, candidate.warnings());
        event.setWarnings(candidate.warnings().list());
        byte[] encoded = writer.write(event);
        if (encoded.length > Topic.EVENTS.recordBytesMax()) {
            reject(candidate, encoded.length, record.timestamp());
            return;
        }
        if (!event.getWarnings().isEmpty()) {
            meters.add(StreamMeter.EVENTS_WITH_WARNINGS);
        }
        long ageMs = Math.max(0, context.currentSystemTimeMs() - event.getReceivedAt());
        meters.recordNanos(StreamMeter.EVENT_AGE_NANOS, TimeUnit.MILLISECONDS.toNanos(ageMs));
        String key = event.getVisitorId() == null ? event.getEventId() : event.getVisitorId();
        context.forward(new Record<>(key.getBytes(StandardCharsets.UTF_8), encoded, record.timestamp()), next.events());
    }

    private void enrich(Candidate candidate) {
        byte @Nullable [] address = addresses.open(candidate.address(), candidate.warnings());
        int keyDay = candidate.address() == null ? 0 : candidate.address().keyDay();
        Enrichment.Subject subject = new Enrichment.Subject(candidate.headers(), address, keyDay);
        try {
            for (Enrichment enrichment : enrichments) {
                enrich(enrichment, subject, candidate.event(), candidate.warnings());
            }
        } finally {
            if (address != null) {
                Arrays.fill(address, (byte) 0);
            }
        }
    }

    private void enrich(Enrichment enrichment, Enrichment.Subject subject, Event event, Warnings warnings) {
        try {
            enrichment.enrich(subject, event, warnings);
        } catch (RuntimeException e) {
            meters.add(StreamMeter.ENRICHMENTS_FAILED);
            warnings.add("enrichment_failed:" + enrichment.name());
            enrichment.giveUp(event);
            errors.report("the enrichment " + enrichment.name() + " failed; its fields stay absent", new Unexpected(e));
        }
    }

    private void reject(Candidate candidate, int bytes, long timestamp) {
        Refusal why = Refusal.EVENT_TOO_LARGE;
        meters.add(StreamMeter.REFUSED, why);
        byte[] reject = rejects.unreadable(why, bytes + " bytes when decoded", candidate.origin());
        context.forward(new Record<>(null, reject, timestamp), next.rejects());
    }
}

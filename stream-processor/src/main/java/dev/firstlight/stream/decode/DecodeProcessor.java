package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks records of the raw log and hands each item on: to {@code claim} what nothing refuses, to the rejects the rest, to the ledger a
 * count of both.
 *
 * <p>Threads: the task's. Failure: nothing a record holds ends in an exception; only a Kafka that cannot be asked for a schema does, and
 * then the record is read again.
 */
public final class DecodeProcessor implements Processor<byte[], byte[], byte[], Object> {

    /** The nodes it forwards to. */
    public record Next(String claim, String rejects, String ledger) {}

    private static final Duration REVIEW_EACH = Duration.ofSeconds(10);

    private final Next next;
    private final String sequencesStore;
    private final PackReader packs;
    private final Rejects rejects;
    private final ItemReader items;
    private final Meters meters;
    private final ErrorLog errors;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private PackSequences sequences;

    public DecodeProcessor(Next next, String sequencesStore, SchemaBook book, Meters meters, ErrorLog errors) {
        this.next = next;
        this.sequencesStore = sequencesStore;
        this.packs = new PackReader(book);
        this.rejects = new Rejects(book);
        this.items = new ItemReader(rejects, errors);
        this.meters = meters;
        this.errors = errors;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(sequencesStore);
        sequences = new PackSequences(store, meters);
        context.schedule(REVIEW_EACH, PunctuationType.WALL_CLOCK_TIME, sequences::review);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        meters.add(StreamMeter.RECORDS_READ);
        RecordMetadata at = context.recordMetadata().orElseThrow();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        Origin origin = new Origin(at.topic(), at.partition(), at.offset(), Origin.RECORD, value);
        PackReader.Pack pack = read(value, origin, record.timestamp());
        if (pack == null) {
            return;
        }
        RawPack header = pack.header();
        sequences.note(header, pack.items().size(), at.partition(), record.timestamp());
        for (PackReader.Item item : pack.items()) {
            Origin place = origin.item(item.index(), item.bytes());
            Decision decision = items.read(header, item, place, record.timestamp());
            if (decision instanceof Decision.Accepted accepted) {
                accept(accepted.candidate(), record.timestamp());
            } else if (decision instanceof Decision.Refused refused) {
                refuse(refused, record.timestamp());
            }
        }
    }

    /** The pack, or none after the whole record went to the rejects. */
    private PackReader.@Nullable Pack read(byte[] value, Origin origin, long appendedAtMs) {
        try {
            return packs.read(value);
        } catch (UnreadableException e) {
            refuseRecord(e.refusal(), e.detail(), origin, appendedAtMs);
        } catch (RetriableException e) {
            throw e; // the schema may be there: Kafka could not say
        } catch (RuntimeException e) {
            errors.report(
                    "a record could not be read and is in the rejects; a bug, please report it", new Unexpected(e));
            refuseRecord(Refusal.RECORD_UNREADABLE, e.getClass().getSimpleName(), origin, appendedAtMs);
        }
        return null;
    }

    private void refuseRecord(Refusal why, String detail, Origin origin, long appendedAtMs) {
        meters.add(StreamMeter.REFUSED, why);
        tally(Tally.of("", appendedAtMs, Tally.UNREADABLE_RECORD), appendedAtMs);
        context.forward(new Record<>(null, rejects.unreadable(why, detail, origin), appendedAtMs), next.rejects());
    }

    private void accept(Candidate candidate, long appendedAtMs) {
        meters.add(StreamMeter.EVENTS_ACCEPTED);
        tally(candidate.tally(Tally.ACCEPTED), appendedAtMs);
        context.forward(new Record<>(null, candidate, appendedAtMs), next.claim());
    }

    private void refuse(Decision.Refused refused, long appendedAtMs) {
        Refusal why = refused.why();
        if (why == null) {
            meters.add(StreamMeter.EVENTS_REFUSED_AT_EDGE);
            tally(Tally.of(refused.pixel(), refused.receivedAtMs(), Tally.REFUSED_AT_EDGE), appendedAtMs);
        } else {
            meters.add(StreamMeter.EVENTS_ACCEPTED);
            meters.add(StreamMeter.REFUSED, why);
            tally(Tally.of(refused.pixel(), refused.receivedAtMs(), Tally.ACCEPTED), appendedAtMs);
            tally(Tally.of(refused.pixel(), refused.receivedAtMs(), Tally.refused(why)), appendedAtMs);
        }
        context.forward(new Record<>(refused.key(), refused.reject(), appendedAtMs), next.rejects());
    }

    private void tally(Tally tally, long appendedAtMs) {
        context.forward(new Record<>(null, tally, appendedAtMs), next.ledger());
    }
}

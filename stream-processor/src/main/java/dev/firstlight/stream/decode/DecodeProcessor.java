package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.RepeatCause;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.event.Unexpected;
import dev.firstlight.stream.meter.PartitionSum;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Unpacks records of the raw log and hands each item on: to {@code claim} what nothing refuses, to the rejects the rest, to the ledger a
 * count of both. What a pack's header says was here before is counted and goes nowhere, its payload unread.
 *
 * <p>Threads: the task's. Failure: nothing a record holds ends in an exception; a pack whose writer's schema is not known waits beside the
 * log, see {@link WaitingPacks}.
 */
public final class DecodeProcessor implements Processor<byte[], byte[], byte[], Object> {

    /** The nodes it forwards to. */
    public record Next(String claim, String rejects, String ledger) {}

    /** The stores it owns. */
    public record Stores(String sequences, String waiting) {}

    /** What it adds its partition's part to. */
    public record Gauges(PartitionSum openGapItems, PartitionSum refusedGapItems, PartitionSum waitingPacks) {}

    private static final Duration REVIEW_EACH = Duration.ofSeconds(10);
    private static final Duration RETRY_EACH = Duration.ofSeconds(1);

    private final Next next;
    private final Stores stores;
    private final String rawTopic;
    private final DecodeConfig config;
    private final PackReader packs;
    private final Rejects rejects;
    private final ItemReader items;
    private final Gauges gauges;
    private final Meters meters;
    private final ErrorLog errors;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private PackSequences sequences;

    @SuppressWarnings("NullAway.Init")
    private WaitingPacks waiting;

    @SuppressWarnings("NullAway.Init")
    private UnreadPacks unread;

    private final List<Cancellable> schedules = new ArrayList<>();
    private long readAtMs;

    public DecodeProcessor(
            Next next,
            Stores stores,
            String rawTopic,
            DecodeConfig config,
            PlanInForce plan,
            SchemaBook book,
            Gauges gauges,
            Meters meters,
            ErrorLog errors) {
        this.next = next;
        this.stores = stores;
        this.rawTopic = rawTopic;
        this.config = config;
        this.packs = new PackReader(book);
        this.rejects = new Rejects(book);
        this.items = new ItemReader(rejects, plan, errors);
        this.gauges = gauges;
        this.meters = meters;
        this.errors = errors;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        unread = new UnreadPacks(context.getStateStore(stores.waiting()));
        sequences = new PackSequences(
                context.getStateStore(stores.sequences()), unread, config.lostAfter(), meters, errors);
        waiting = new WaitingPacks(
                context.getStateStore(stores.waiting()), config, this::readWaiting, System::nanoTime, errors);
        readAtMs = context.currentSystemTimeMs();
        if (config.isWholeLog()) {
            schedules.add(context.schedule(REVIEW_EACH, PunctuationType.WALL_CLOCK_TIME, this::review));
        }
        schedules.add(context.schedule(RETRY_EACH, PunctuationType.WALL_CLOCK_TIME, this::retry));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        unpack(record);
        tally(Tally.END_OF_RECORD, record.timestamp()); // whatever it was: now its counts are complete
    }

    private void unpack(Record<byte[], byte[]> record) {
        meters.add(StreamMeter.RECORDS_READ);
        readAtMs = context.currentSystemTimeMs();
        RecordMetadata at = context.recordMetadata().orElseThrow();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        // What a changelog would not take must not wait there: its partition would stand still for ever.
        boolean isTooLargeToWait = value.length > Topic.RAW.recordBytesMax();
        if (!read(at.offset(), record.timestamp(), value, isTooLargeToWait)) {
            meters.add(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA);
            waiting.add(at.offset(), record.timestamp(), value, readAtMs);
        }
    }

    /** Kafka Streams keeps the schedules of a task that it closes and begins again, and each beginning adds its own. */
    @Override
    public void close() {
        schedules.forEach(Cancellable::cancel);
        schedules.clear();
        int partition = context.taskId().partition();
        gauges.openGapItems().remove(partition);
        gauges.refusedGapItems().remove(partition);
        gauges.waitingPacks().remove(partition);
    }

    private void review(long nowMs) {
        if (context.currentStreamTimeMs() >= 0) {
            // What waits may be what is missing.
            sequences.review(Math.min(logNowMs(nowMs), waiting.firstAppendedAtMs()));
            int partition = context.taskId().partition();
            gauges.openGapItems().set(partition, sequences.open());
            gauges.refusedGapItems().set(partition, sequences.refused());
        }
    }

    private void retry(long nowMs) {
        waiting.retry(nowMs, logNowMs(nowMs));
        gauges.waitingPacks().set(context.taskId().partition(), waiting.count());
    }

    /**
     * The log's clock: goes on with this machine's while there is nothing to read, and stands with the log where that lags behind. Never ahead
     * of this machine's, since a broker's that has jumped ahead must neither make losses of gaps nor age what waits.
     */
    private long logNowMs(long nowMs) {
        long logMs = context.currentStreamTimeMs();
        return logMs < 0 ? nowMs : Math.min(nowMs, logMs + Math.max(0, nowMs - readAtMs));
    }

    /**
     * At the log's present time, not at its own: who came meanwhile was first. But not beyond this machine's time: one record that a broker
     * stamped days ahead would else have all that waits claimed in a generation where nobody looks for days, and so let repeats of it through.
     */
    private boolean readWaiting(long offset, long appendedAtMs, byte[] value, boolean isLastTry) {
        long presentMs = Math.min(context.currentStreamTimeMs(), context.currentSystemTimeMs());
        return read(offset, Math.max(appendedAtMs, presentMs), value, isLastTry);
    }

    /** Deals with a record; false when it is a pack whose schema is not known, which on the last try is a refusal. */
    private boolean read(long offset, long appendedAtMs, byte[] value, boolean isLastTry) {
        Origin origin = new Origin(rawTopic, context.taskId().partition(), offset, Origin.RECORD, value);
        PackReader.Pack pack;
        try {
            pack = packs.read(value);
        } catch (UnreadableException e) {
            if (e.refusal() == Refusal.SCHEMA_UNKNOWN) {
                if (!isLastTry) {
                    return false;
                }
                unread.refused(value, logNowMs(context.currentSystemTimeMs()));
            }
            refuseRecord(e.refusal(), e.detail(), origin, appendedAtMs);
            return true;
        } catch (RuntimeException e) {
            errors.report(
                    "a record could not be read and is in the rejects; a bug, please report it", new Unexpected(e));
            refuseRecord(Refusal.RECORD_UNREADABLE, e.getClass().getSimpleName(), origin, appendedAtMs);
            return true;
        }
        unpack(pack, origin, appendedAtMs);
        return true;
    }

    private void unpack(PackReader.Pack pack, Origin origin, long appendedAtMs) {
        RawPack header = pack.header();
        long nowMs = logNowMs(context.currentSystemTimeMs());
        BitSet repeated = sequences
                .take(header, pack.items().size(), origin, appendedAtMs, nowMs)
                .repeated();
        for (PackReader.Item item : pack.items()) {
            if (repeated.get(item.index())) {
                replayed(item, appendedAtMs);
                continue;
            }
            Decision decision = items.read(header, item, origin.item(item.index(), item.bytes()), appendedAtMs);
            if (decision instanceof Decision.Accepted accepted) {
                accept(accepted.candidate(), appendedAtMs);
            } else if (decision instanceof Decision.Refused refused) {
                refuse(refused, appendedAtMs);
            }
        }
    }

    /** Counted where the first was. */
    private void replayed(PackReader.Item item, long appendedAtMs) {
        RawEvent raw = item.event();
        if (raw == null || ItemReader.doubt(raw) != null) {
            replayed("", appendedAtMs, true, appendedAtMs);
        } else {
            replayed(raw.getPixelId(), raw.getReceivedAt(), raw.getRefusal() == null, appendedAtMs);
        }
    }

    /** As accepted and repeated; what the edge had refused is no event, neither then nor now. */
    private void replayed(String pixel, long receivedAtMs, boolean isEvent, long appendedAtMs) {
        if (isEvent) {
            meters.add(StreamMeter.EVENTS_ACCEPTED);
            meters.add(StreamMeter.EVENTS_REPEATED, RepeatCause.REPLAYED_PACK);
            tally(Tally.of(pixel, receivedAtMs, Tally.ACCEPTED), appendedAtMs);
            tally(Tally.of(pixel, receivedAtMs, RepeatCause.REPLAYED_PACK.tallyName()), appendedAtMs);
        } else {
            tally(Tally.of(pixel, receivedAtMs, Tally.REFUSED_AT_EDGE_REPLAYED), appendedAtMs);
        }
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

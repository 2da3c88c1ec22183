package dev.firstlight.stream.ledger;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps the counts of its source partition and once a second publishes those that changed, in the same transaction as what they count.
 *
 * <p>Threads: the task's. Bounds: {@value #PUBLISH_MAX} entries and {@value #FORGET_MAX} deletions a run; minutes leave the store
 * {@link #KEPT} after they passed, which is longer than anything waits before it reaches the log.
 */
public final class LedgerProcessor implements Processor<byte[], Tally, byte[], byte[]> {

    static final String STAGE = "stream-processor";

    private static final Duration PUBLISH_EACH = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(3);
    private static final int PUBLISH_MAX = 2_000;
    private static final int FORGET_MAX = 2_000;

    private final String rawTopic;
    private final String store;
    private final AvroCodec<LedgerEntry> codec;
    private final Meters meters;

    @SuppressWarnings("NullAway.Init") // init() comes before anything else
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private MinuteCounts counts;

    private long offset = -1;

    public LedgerProcessor(String rawTopic, String store, SchemaBook book, Meters meters) {
        this.rawTopic = rawTopic;
        this.store = store;
        this.codec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        counts = new MinuteCounts(context.getStateStore(store));
        offset = -1; // a task that is rolled back begins here again
        context.schedule(PUBLISH_EACH, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void process(Record<byte[], Tally> record) {
        long at = context.recordMetadata().orElseThrow().offset();
        if (at != offset) { // once a pack, not once a tally
            offset = at;
            counts.position(at + 1);
        }
        counts.add(record.value());
    }

    private void publish(long nowMs) {
        List<MinuteCounts.Cell> changed = counts.changed(PUBLISH_MAX);
        for (MinuteCounts.Cell cell : changed) {
            LedgerEntry entry = entry(cell, nowMs);
            context.forward(new Record<>(LedgerKey.of(entry), codec.encode(entry), nowMs));
            counts.published(cell);
        }
        meters.add(StreamMeter.LEDGER_ENTRIES_WRITTEN, changed.size());
        if (changed.size() < PUBLISH_MAX) { // nothing is forgotten before it was published
            long passedMs = Math.min(nowMs, context.currentStreamTimeMs()) - KEPT.toMillis();
            counts.forget(Math.floorDiv(passedMs, Duration.ofMinutes(1).toMillis()), FORGET_MAX);
        }
    }

    private LedgerEntry entry(MinuteCounts.Cell cell, long nowMs) {
        String source = rawTopic + "-" + context.taskId().partition();
        return new LedgerEntry(
                STAGE, source, cell.pixel(), cell.minute(), counts.counts(cell), counts.position(), nowMs);
    }
}

package dev.firstlight.stream.ledger;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.stream.event.Tally;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Keeps the counts of its source partition and once a second publishes those that changed, in the same transaction as what they count.
 *
 * <p>The tallies of one record of the log are added up in memory and go to the store when {@link Tally#END_OF_RECORD} says that it is done:
 * nothing is committed inside a record, so what is in the store is exact, and a pack of forty events of one page costs one write.
 *
 * <p>Threads: the task's. Bounds: in memory one record's tallies; {@value #PUBLISH_MAX} entries and {@value #FORGET_MAX} deletions a run;
 * {@value #NEW_CELLS_MAX} new cells a minute of the log, what is beyond is counted under the empty pixel, as the collector does;
 * minutes leave the store {@link Cell#KEPT} (and {@link #MARGIN}) after they passed.
 */
public final class LedgerProcessor implements Processor<byte[], Tally, byte[], byte[]> {

    static final String STAGE = "stream-processor";

    /** A collector's loop counts as many pixels a minute: pixel ids may be anybody's invention. */
    static final int NEW_CELLS_MAX = 2_000;

    private static final String NO_PIXEL = "";
    private static final Duration PUBLISH_EACH = Duration.ofSeconds(1);

    /** The log's clock may step back when another broker leads; what is in time by the earlier clock is still there. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final long MS_PER_MINUTE = 60_000;
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

    @SuppressWarnings("NullAway.Init")
    private Cancellable publishing;

    private final Map<Cell, Counts> inRecord = new HashMap<>();
    private Cell lastCell = new Cell(0, 0, NO_PIXEL);
    private Counts lastCounts = new Counts();
    private long position;
    private long newCellsMinute;
    private int newCells;

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
        position = counts.position();
        clear(); // a task that is rolled back begins here again
        publishing = context.schedule(PUBLISH_EACH, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    /** Kafka Streams keeps the schedules of a task that it closes and begins again, and each beginning adds its own. */
    @Override
    public void close() {
        publishing.cancel();
    }

    @Override
    public void process(Record<byte[], Tally> record) {
        Tally tally = record.value();
        boolean isEnd = tally.isEndOfRecord();
        if (!isEnd) {
            add(tally, record.timestamp());
        }
        long offset = context.recordMetadata().map(RecordMetadata::offset).orElse(-1L);
        boolean isInRecord = offset >= 0; // else it comes from the clock, and nobody will say that it ends
        if (isEnd || !isInRecord) {
            write(record.timestamp());
        }
        if (isEnd && isInRecord) {
            position = offset + 1;
        }
    }

    private void add(Tally tally, long appendedAtMs) {
        Cell cell = Cell.of(tally.pixel(), tally.minute(), appendedAtMs);
        if (inRecord.isEmpty() || !cell.equals(lastCell)) { // the events of a pack are of a few pages
            lastCell = cell;
            lastCounts = inRecord.computeIfAbsent(cell, unseen -> new Counts());
        }
        lastCounts.add(tally.name(), 1);
    }

    private void write(long appendedAtMs) {
        long minute = Math.floorDiv(appendedAtMs, MS_PER_MINUTE);
        if (minute != newCellsMinute) {
            newCellsMinute = minute;
            newCells = 0;
        }
        inRecord.forEach(this::write);
        clear();
    }

    private void write(Cell cell, Counts more) {
        boolean hasPixel = !cell.pixel().equals(NO_PIXEL);
        switch (counts.add(cell, more, !hasPixel || newCells < NEW_CELLS_MAX)) {
            case TO_NEW_CELL -> newCells += hasPixel ? 1 : 0;
            case TO_CELL -> {
                // known: the usual case
            }
            case NOT -> {
                meters.add(StreamMeter.LEDGER_PIXELS_MERGED);
                counts.add(new Cell(cell.day(), cell.minute(), NO_PIXEL), more, true);
            }
        }
    }

    private void clear() {
        inRecord.clear();
        lastCounts = new Counts();
    }

    private void publish(long nowMs) {
        if (!inRecord.isEmpty()) { // the clock ticks between records only
            throw new IllegalStateException("a record ended without END_OF_RECORD: its counts would miss its commit");
        }
        List<Cell> changed = counts.changed(PUBLISH_MAX);
        if (!changed.isEmpty()) {
            counts.position(position); // for entries that a crash leaves to be published before the next record comes
        }
        for (Cell cell : changed) {
            LedgerEntry entry = entry(cell, nowMs);
            context.forward(new Record<>(LedgerKey.of(entry), codec.encode(entry), nowMs));
            counts.published(cell);
        }
        meters.add(StreamMeter.LEDGER_ENTRIES_WRITTEN, changed.size());
        if (changed.size() < PUBLISH_MAX) { // nothing is forgotten before it was published
            long logMs = Math.min(nowMs, context.currentStreamTimeMs());
            long passedMs = logMs - Cell.KEPT.plus(MARGIN).toMillis();
            counts.forget(Math.floorDiv(passedMs, MS_PER_MINUTE), Cell.dayOf(logMs) - 1, FORGET_MAX);
        }
    }

    private LedgerEntry entry(Cell cell, long nowMs) {
        String source = rawTopic + "-" + context.taskId().partition();
        String apart = cell.isApart() ? "@" + LocalDate.ofEpochDay(cell.day()) : "";
        return new LedgerEntry(
                STAGE, source + apart, cell.pixel(), cell.minute(), counts.counts(cell), position, nowMs);
    }
}

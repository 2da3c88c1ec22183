package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A record of events as a row. What is no event is counted, written to {@code firstlight.rejects} and passed over: it never stops its
 * partition. Test traffic is traffic. Threads: one.
 */
final class RowMaker {

    /** A row and what the ledger asks about it. */
    record Row(byte[] line, String pixel, long receivedMs) {}

    private static final byte[] NOTHING = {};

    private final EventReader reader;
    private final RowWriter writer;
    private final TopicWriter topics;
    private final int rowBytesMax;
    private final Meters meters;
    private final ErrorLog errors;

    RowMaker(EventReader reader, TopicWriter topics, int rowBytesMax, Meters meters, ErrorLog errors) {
        this.reader = reader;
        this.writer = new RowWriter(meters);
        this.topics = topics;
        this.rowBytesMax = rowBytesMax;
        this.meters = meters;
        this.errors = errors;
    }

    /** The row, or none when the record was refused. */
    @Nullable
    Row make(ConsumerRecord<byte[], byte[]> record) {
        byte[] bytes = record.value() == null ? NOTHING : record.value();
        meters.add(SinkMeter.EVENTS_READ);
        try {
            Row row = row(bytes);
            meters.add(SinkMeter.ROWS_WRITTEN);
            return row;
        } catch (UnreadableException e) {
            meters.add(SinkMeter.EVENTS_REFUSED, e.refusal());
            errors.report("a record of events was refused: " + e.refusal().wireName());
            topics.writeReject(record, bytes, e);
            return null;
        }
    }

    private Row row(byte[] bytes) throws UnreadableException {
        try {
            Event event = reader.read(bytes);
            byte[] line = writer.write(event);
            if (line.length > rowBytesMax) {
                throw new UnreadableException(Refusal.EVENT_TOO_LARGE, "a row of " + line.length + " bytes");
            }
            return new Row(line, event.getPixelId(), event.getReceivedAt());
        } catch (KafkaException e) {
            throw e; // the schemas could not be asked for: no fault of the record's
        } catch (RuntimeException e) {
            errors.report("a bug: an event could not be made a row", e);
            throw new UnreadableException(Refusal.EVENT_UNREADABLE, e.getClass().getSimpleName());
        }
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** A record of {@code firstlight.events} as a row of the warehouse. Test traffic is traffic. Threads: one. */
final class RowMaker {

    /**
     * A row and what the ledger asks about it.
     *
     * @param pixel empty for what the ledger does not count
     */
    record Row(byte[] line, String pixel, long receivedMs) {}

    /** A record to a row; {@link KafkaException} when that cannot be told now and the record is to be read again. */
    @FunctionalInterface
    interface Reading {
        Row read(ConsumerRecord<byte[], byte[]> record) throws UnreadableException;
    }

    private static final byte[] NOTHING = {};

    private final Reading reading;
    private final int rowBytesMax;
    private final Meters meters;
    private final ErrorLog errors;

    RowMaker(Reading reading, int rowBytesMax, Meters meters, ErrorLog errors) {
        this.reading = reading;
        this.rowBytesMax = rowBytesMax;
        this.meters = meters;
        this.errors = errors;
    }

    /** Rows as the warehouse takes them. */
    static Reading ofEvents(EventReader reader, RowForm form, Meters meters) {
        RowWriter writer = new RowWriter(form, meters);
        return record -> {
            Event event = reader.read(bytesOf(record));
            return new Row(writer.write(event), event.getPixelId(), event.getReceivedAt());
        };
    }

    /** Records as they are, in lines from which they can be put back: where they stood, when they came, their bytes in base 64. */
    static Reading ofRaw() {
        return record -> {
            String line = "{\"partition\":" + record.partition() + ",\"offset\":" + record.offset() + ",\"timestamp\":"
                    + record.timestamp() + ",\"value\":\""
                    + Base64.getEncoder().encodeToString(bytesOf(record)) + "\"}\n";
            return new Row(line.getBytes(StandardCharsets.US_ASCII), "", record.timestamp());
        };
    }

    /** What the record holds; nothing where it holds none. */
    static byte[] bytesOf(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? NOTHING : record.value();
    }

    /**
     * The row of a record.
     *
     * @throws RefusedRowException when it can never be one: not for its bytes, and not for its size, which no record of Firehose would take
     * @throws KafkaException when that cannot be told now; the record is to be read again, and counts as read then
     */
    Row make(ConsumerRecord<byte[], byte[]> record) throws RefusedRowException {
        Row row;
        try {
            row = row(record);
        } catch (UnreadableException e) {
            throw refused(e, "", Math.max(0, record.timestamp())); // when it was received only the event would say
        }
        if (row.line().length > rowBytesMax) {
            String detail = "a row of " + row.line().length + " bytes";
            throw refused(new UnreadableException(Refusal.EVENT_TOO_LARGE, detail), row.pixel(), row.receivedMs());
        }
        meters.add(SinkMeter.EVENTS_READ);
        meters.add(SinkMeter.ROWS_WRITTEN);
        return row;
    }

    private Row row(ConsumerRecord<byte[], byte[]> record) throws UnreadableException {
        try {
            return reading.read(record);
        } catch (KafkaException e) {
            throw e; // the schemas could not be asked for: no fault of the record's
        } catch (RuntimeException e) {
            errors.report("a bug: an event could not be made a row", e);
            throw new UnreadableException(Refusal.EVENT_UNREADABLE, e.getClass().getSimpleName());
        }
    }

    private RefusedRowException refused(UnreadableException why, String pixel, long receivedMs) {
        meters.add(SinkMeter.EVENTS_READ);
        meters.add(SinkMeter.EVENTS_REFUSED, why.refusal());
        errors.report("a record of events was refused: " + why.refusal().wireName());
        return new RefusedRowException(why, pixel, receivedMs);
    }
}

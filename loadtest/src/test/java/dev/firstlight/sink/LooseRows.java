package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Rows as {@link FirehoseSink} makes them, for who measures beside it. Stands in this package, and is the only place of the benchmarks that has to follow when
 * they are made otherwise. Threads: one.
 */
public final class LooseRows {

    private final RowMaker.Reading reading;

    /** With the default settings. */
    public LooseRows() {
        SinkConfig config = SinkConfig.load(null, Map.of("FIREHOSE_SINK_INSTANCE_ID", "loose"));
        Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
        reading = RowMaker.ofEvents(
                EventReader.of(config.events(), new SchemaBook()),
                config.firehose().rowForm(),
                meters);
    }

    /** The line of an event's record, newline-ended. */
    public byte[] row(ConsumerRecord<byte[], byte[]> record) {
        try {
            return reading.read(record).line();
        } catch (UnreadableException e) {
            throw new IllegalStateException("an event of the corpus is none", e);
        }
    }

    /** The line of an event. */
    public byte[] row(byte[] event) {
        return row(new ConsumerRecord<>("events", 0, 0, null, event));
    }
}

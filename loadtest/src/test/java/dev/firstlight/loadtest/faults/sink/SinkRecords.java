package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.stream.TopicReader;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the sink wrote to Kafka, of committed transactions only: its counts and its rejects. Threads: one. */
final class SinkRecords implements AutoCloseable {

    /** The sink's name in the ledger, in rejects and as a group. */
    static final String STAGE = "firehose-sink";

    private final SchemaBook book = new SchemaBook();
    private final AvroCodec<LedgerEntry> entryCodec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
    private final AvroCodec<Reject> rejectCodec = new AvroCodec<>(Reject.getClassSchema(), book);
    private final Map<String, LedgerEntry> latest = new HashMap<>();
    private final TopicReader ledger;
    private final TopicReader rejects;

    SinkRecords(KafkaConfig kafka) {
        ledger = new TopicReader(kafka, Topic.LEDGER);
        rejects = new TopicReader(kafka, Topic.REJECTS);
    }

    void readInto(Found found) throws UnreadableException {
        readLedger();
        latest.values().forEach(entry -> found.delivered()
                .merge(new Cell(entry.getPixelId(), entry.getMinute()), countOf(entry), Long::sum));
        for (ConsumerRecord<byte[], byte[]> record : rejects.readOn()) {
            Reject reject = rejectCodec.decode(record.value());
            if (reject.getStage().equals(STAGE)) {
                found.refused(new Place(reject.getRawPartition(), reject.getRawOffset(), reject.getRawIndex()));
            }
        }
    }

    @Override
    public void close() {
        ledger.close();
        rejects.close();
    }

    private void readLedger() throws UnreadableException {
        for (ConsumerRecord<byte[], byte[]> record : ledger.readOn()) {
            LedgerEntry entry = entryCodec.decode(record.value());
            if (entry.getStage().equals(STAGE)) {
                latest.put(new String(record.key(), StandardCharsets.UTF_8), entry);
            }
        }
    }

    private static long countOf(LedgerEntry entry) {
        return entry.getCounts().getOrDefault("delivered", 0L);
    }
}

package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What came out so far: events, rejects and the latest ledger, of committed transactions only. Threads: one. */
final class Harvest implements AutoCloseable {

    private static final String STAGE = "stream-processor";

    private final SchemaBook book = new SchemaBook();
    private final AvroCodec<Event> eventCodec = new AvroCodec<>(Event.getClassSchema(), book);
    private final AvroCodec<Reject> rejectCodec = new AvroCodec<>(Reject.getClassSchema(), book);
    private final AvroCodec<LedgerEntry> ledgerCodec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
    private final String source;
    private final TopicReader events;
    private final TopicReader rejects;
    private final TopicReader ledger;
    private final Outcome outcome = new Outcome();

    Harvest(KafkaConfig kafka) {
        source = kafka.nameOf(Topic.RAW) + "-";
        events = new TopicReader(kafka, Topic.EVENTS);
        rejects = new TopicReader(kafka, Topic.REJECTS);
        ledger = new TopicReader(kafka, Topic.LEDGER);
    }

    /** With all that was committed up to now. */
    Outcome readOn() throws UnreadableException {
        for (ConsumerRecord<byte[], byte[]> record : events.readOn()) {
            Event event = eventCodec.decode(record.value());
            outcome.event(
                    event.getDedupId(), new Place(event.getRawPartition(), event.getRawOffset(), event.getRawIndex()));
        }
        for (ConsumerRecord<byte[], byte[]> record : rejects.readOn()) {
            Reject reject = rejectCodec.decode(record.value());
            outcome.reject(
                    new Place(reject.getRawPartition(), reject.getRawOffset(), reject.getRawIndex()),
                    reject.getReason());
        }
        for (ConsumerRecord<byte[], byte[]> record : ledger.readOn()) {
            LedgerEntry entry = ledgerCodec.decode(record.value());
            if (entry.getStage().equals(STAGE) && entry.getSource().startsWith(source)) {
                int partition = Integer.parseInt(entry.getSource().substring(source.length()));
                outcome.counts(new Cell(partition, entry.getPixelId(), entry.getMinute()), entry.getCounts());
            }
        }
        return outcome;
    }

    @Override
    public void close() {
        events.close();
        rejects.close();
        ledger.close();
    }
}

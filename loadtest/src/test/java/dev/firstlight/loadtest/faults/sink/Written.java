package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was written to {@code firstlight.events}, as the truth of a case: a pure function of its records.
 *
 * @param events identity → the place of each event that has it → what it says
 * @param refused records that can be no row: not readable, or too large for any record of Firehose
 * @param cells how many events each cell of the ledger has
 * @param last offset of the last record by partition
 */
record Written(
        Map<String, Map<Place, Fact>> events, Set<Place> refused, Map<Cell, Long> cells, Map<Integer, Long> last) {

    /** What these records are; that an event makes a row which no record of Firehose takes, the feed says in the event itself. */
    static Written of(List<ConsumerRecord<byte[], byte[]>> records) {
        Written written = new Written(new HashMap<>(), new HashSet<>(), new TreeMap<>(Cell.ORDER), new HashMap<>());
        AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            written.last.merge(record.partition(), record.offset(), Math::max);
            try {
                written.add(record, codec.decode(record.value()));
            } catch (UnreadableException e) {
                written.refused.add(new Place(record.partition(), record.offset(), -1));
            }
        }
        return written;
    }

    long eventCount() {
        return events.values().stream().mapToLong(Map::size).sum();
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Event event) {
        if (event.getProperties().containsKey(EventMix.TOO_LARGE)) {
            refused.add(new Place(record.partition(), record.offset(), -1));
            return;
        }
        Cell cell = Cell.of(event.getPixelId(), event.getReceivedAt());
        events.computeIfAbsent(event.getDedupId(), absent -> new HashMap<>())
                .put(
                        new Place(event.getRawPartition(), event.getRawOffset(), event.getRawIndex()),
                        new Fact(event.getEventId(), String.valueOf(event.getPageTitle()), cell));
        cells.merge(cell, 1L, Long::sum);
    }
}

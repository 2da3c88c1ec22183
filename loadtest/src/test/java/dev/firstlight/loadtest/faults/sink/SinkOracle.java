package dev.firstlight.loadtest.faults.sink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.loadtest.faults.stream.TopicReader;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** The judge's eyes: what Kafka, the bucket and the warehouse hold, read by itself. Threads: one. */
final class SinkOracle implements AutoCloseable {

    /** A sink that died in the middle of a commit leaves a transaction open that its next life ends. */
    private static final long COMMITTED_SECONDS = 60;

    private static final long LOOK_MS = 20;
    private static final String ROWS = "select dedup_id, raw_partition, raw_offset, raw_index, event_id, page_title,"
            + " pixel_id, epoch_ms(received_at) from events";
    private static final String AWAY = "select dedup_id, raw_partition, raw_offset, raw_index from merged_away";
    private static final String LEDGER = "select pixel_id, epoch_ms(minute), loaded, merged, merged_away from ledger";

    private final WarehouseProcess warehouse;
    private final String group;
    private final Admin admin;
    private final TopicReader events;
    private final SinkRecords records;
    private final TopicEnds ends;

    SinkOracle(KafkaConfig kafka, WarehouseProcess warehouse) {
        this.warehouse = warehouse;
        this.group = kafka.topicPrefix() + SinkRecords.STAGE;
        this.admin = Admin.create(kafka.clientProperties());
        this.events = new TopicReader(kafka, Topic.EVENTS);
        this.records = new SinkRecords(kafka);
        this.ends = new TopicEnds(kafka, admin);
    }

    /** The truth; after the feed has stopped. */
    Written written() throws InterruptedException {
        ends.awaitNothingOpen(Topic.EVENTS);
        return Written.of(events.readOn());
    }

    /** Waits until every record is behind a committed offset; answers what stands still. */
    List<String> awaitCommitted(Written written) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMMITTED_SECONDS);
        Map<Integer, Long> committed = committed();
        while (!isBehind(written, committed)) {
            if (System.nanoTime() - endNanos > 0) {
                return List.of(COMMITTED_SECONDS + " s after the load only " + committed + " of " + written.last()
                        + " are committed");
            }
            Pause.of(LOOK_MS);
            committed = committed();
        }
        return List.of();
    }

    /** Returns when the warehouse has a row. */
    void awaitRows() throws IOException, InterruptedException {
        while (warehouse.query("select 1 from loaded_objects limit 1").isEmpty()) {
            Pause.of(LOOK_MS);
        }
    }

    /** What is there; after everything has come to rest. */
    Found found() throws IOException, InterruptedException {
        Found found = new Found();
        ends.awaitNothingOpen(Topic.LEDGER);
        ends.awaitNothingOpen(Topic.REJECTS);
        try {
            records.readInto(found);
        } catch (UnreadableException e) {
            found.oddities().add("a record of the sink cannot be read: " + e.detail());
        }
        Set<String> objects = new Bucket(warehouse.objects()).readInto(found);
        warehouse(found, objects);
        return found;
    }

    @Override
    public void close() {
        admin.close();
        events.close();
        records.close();
    }

    private void warehouse(Found found, Set<String> objects) throws IOException, InterruptedException {
        for (JsonNode row : warehouse.query(ROWS)) {
            Cell cell = Cell.of(row.get(6).asText(), row.get(7).asLong());
            Fact fact = new Fact(row.get(4).asText(), row.get(5).asText(), cell);
            found.row(row.get(0).asText(), new Found.Row(place(row), fact));
        }
        for (JsonNode row : warehouse.query(AWAY)) {
            found.mergedAway(row.get(0).asText(), place(row));
        }
        for (JsonNode row : warehouse.query(LEDGER)) {
            Cell cell = Cell.of(row.get(0).asText(), row.get(1).asLong());
            found.loaded().merge(cell, row.get(2).asLong(), Long::sum);
            found.merged().merge(cell, row.get(3).asLong(), Long::sum);
            found.away().merge(cell, row.get(4).asLong(), Long::sum);
        }
        for (JsonNode row : warehouse.query("select name from loaded_objects")) {
            objects.remove(row.get(0).asText());
        }
        if (!objects.isEmpty()) {
            found.oddities().add("objects that were never loaded: " + objects);
        }
        for (JsonNode row : warehouse.query(
                "select file_name, line_number, error_message from load_errors where line_number is not null")) {
            found.oddities().add("an object that was refused: " + row);
        }
    }

    private static Place place(JsonNode row) {
        return new Place(row.get(1).asInt(), row.get(2).asLong(), row.get(3).asInt());
    }

    private static boolean isBehind(Written written, Map<Integer, Long> committed) {
        return written.last().entrySet().stream()
                .allMatch(last -> committed.getOrDefault(last.getKey(), 0L) > last.getValue());
    }

    private Map<Integer, Long> committed() throws InterruptedException {
        Map<Integer, Long> committed = new HashMap<>();
        try {
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
            return committed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the committed offsets cannot be read", e);
        }
    }
}

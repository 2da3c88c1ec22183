package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.RowPositions;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A column is added while events flow: processors of both versions write into one topic, a sink of the version before and one of ours deliver beside each other,
 * a warehouse of the version before loads rows of both, and then ours does. The four are processes of their own; those of before have {@link ClassesBefore}.
 * Every event is one row, and has the value when its writer, its sink and its warehouse all knew the column.
 */
@Timeout(120)
final class ColumnAddedIT {

    private static final EventColumn COLUMN = ClassesBefore.newest();
    private static final int WAVE = 60;
    private static final long LOOK_MS = 20;
    private static final long STEP_SECONDS = 40;

    private final SinkStage stage = stage();
    private final KafkaConfig kafka = stage.kafka("column.");
    private final WrittenBy older = WrittenBy.older(COLUMN.columnName());
    private final WrittenBy newer = WrittenBy.newer();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SinkProcess> sinks = new ArrayList<>();
    private int written;

    /** Before anything is closed: which partitions came and went, and what of them was on its way. */
    @RegisterExtension
    final AfterTestExecutionCallback whatTheSinksSaid = context -> {
        if (context.getExecutionException().isPresent()) {
            for (SinkProcess one : sinks) {
                System.out.printf("the sink '%s' said:%n%s%n", one.name(), one.complaints());
            }
        }
    };

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        stage.close();
    }

    @Test
    void shouldLoseNoRowAndNoValueThatAllKnewWhenAColumnIsAddedWhileEventsFlow() throws Exception {
        Path directory = stage.directoryOf("column");
        ClassesBefore before = ClassesBefore.compile(directory.resolve("before"));
        WarehouseProcess warehouse = own(new WarehouseProcess(directory, SinkPlant.NONE, life -> "seed=1"));
        SinkProcess beforeSink = sink("before", directory, warehouse);
        SinkProcess sink = sink("ours", directory, warehouse);
        List<Event> events = new ArrayList<>();
        TopicStart.await(
                kafka, List.of(Topic.values()), List.of(Event.getClassSchema(), older.schema(), newer.schema()));

        warehouse.startWith(before.classPath());
        beforeSink.startWith(before.classPath());
        beforeSink.awaitReady(); // else ours may have all partitions before it comes
        write(events); // all of before, but one of the processors
        awaitRows(warehouse, WAVE);
        sink.start();
        sink.awaitReady();
        write(events); // our sink beside the one of before, the warehouse knows no column
        awaitRows(warehouse, 2 * WAVE);
        assertThat(warehouse.terminate()).isZero();
        write(events); // delivered when there is a warehouse again, which knows it
        warehouse.start();
        awaitRows(warehouse, 3 * WAVE);
        assertThat(beforeSink.terminate()).isZero();
        write(events); // all of ours, but one of the processors
        awaitRows(warehouse, 4 * WAVE);

        List<JsonNode> rows = new Bucket(warehouse.objects()).rows();
        assertReadByEitherForm(rows, events, before.columns());
        assertLoaded(warehouse, rows, events);
        assertThat(warehouse.query("select * from load_errors")).isEmpty();
        assertThat(sink.terminate()).isZero();
    }

    /** Every event is one row; the value is there when it had come by a sink that knows it, to a warehouse that does. */
    private static void assertLoaded(WarehouseProcess warehouse, List<JsonNode> delivered, List<Event> events)
            throws IOException, InterruptedException {
        Map<Long, Set<@Nullable String>> valuesOf = new HashMap<>(); // a row may come twice, by another sink
        delivered.forEach(row ->
                valuesOf.computeIfAbsent(number(row), number -> new HashSet<>()).add(value(row)));
        Map<Long, JsonNode> loaded = new HashMap<>();
        for (JsonNode row : warehouse.query(
                "select raw_offset, page_title, ip_hash, dedup_id, " + COLUMN.columnName() + " from events")) {
            assertThat(loaded.put(row.get(0).asLong(), row)).as("a row twice").isNull();
        }
        assertThat(loaded).hasSameSizeAs(events);
        int[] values = new int[4];
        for (int number = 0; number < events.size(); number++) {
            Event event = events.get(number);
            JsonNode row = Objects.requireNonNull(loaded.get((long) number));
            assertThat(List.of(
                            row.get(1).asText(), row.get(2).asText(), row.get(3).asText()))
                    .containsExactly(event.getPageTitle(), event.getIpHash(), event.getDedupId());
            String value = text(row.get(4));
            if (number < 2 * WAVE) {
                assertThat(value).as("event %d", number).isNull();
            } else {
                assertThat(valuesOf.get((long) number)).as("event %d", number).contains(value);
            }
            values[number / WAVE] += value == null ? 0 : 1;
        }
        assertThat(values[2]).as("of the wave that two sinks shared").isBetween(1, WAVE / 2 - 1);
        assertThat(values[3]).as("of the wave of our sink alone").isEqualTo(WAVE / 2);
    }

    /** The paths and columns of before with the rows of now, and the other way: each column that both know has its value. */
    private static void assertReadByEitherForm(List<JsonNode> rows, List<Event> events, List<String> columnsBefore)
            throws IOException {
        List<String> columns =
                RowPositions.columns().stream().map(EventColumn::columnName).toList();
        CopyForm before = CopyForm.of(columnsBefore);
        CopyForm ours = CopyForm.of(columns, Path.of("..", "deploy", "redshift", "events.jsonpaths"));
        Set<Long> withValue = new HashSet<>();
        for (JsonNode row : rows) {
            Event event = events.get((int) number(row));
            Map<String, @Nullable String> byBefore = before.read(row);
            Map<String, @Nullable String> byOurs = ours.read(row);
            String value = byOurs.remove(COLUMN.columnName());
            assertThat(byOurs).isEqualTo(byBefore);
            assertThat(byBefore)
                    .containsEntry("dedup_id", event.getDedupId())
                    .containsEntry("page_title", event.getPageTitle())
                    .containsEntry("ip_hash", event.getIpHash())
                    .containsEntry("raw_index", "0")
                    .doesNotContainKey(COLUMN.columnName());
            assertThat(value).isIn(null, event.get(COLUMN.columnName()));
            if (value != null) {
                withValue.add(number(row));
            }
        }
        assertThat(withValue).as("rows of either kind").hasSizeBetween(WAVE / 2, 2 * WAVE);
    }

    /** Events of both writers in turn, over all partitions; what is in the topic in the end is noted. */
    private void write(List<Event> events) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < WAVE; i++, written++) {
                Event event = event(written, i % 2 == 0);
                events.add(event);
                byte[] value = (i % 2 == 0 ? newer : older).encode(event);
                producer.send(
                        new ProducerRecord<>(kafka.nameOf(Topic.EVENTS), i / 2 % kafka.partitions(), null, value));
            }
        }
    }

    private static Event event(int number, boolean isOfNewer) {
        long nowMs = System.currentTimeMillis();
        Event event = Event.newBuilder()
                .setDedupId(String.format("%032x", number))
                .setIdentity("event")
                .setEventId("e" + number)
                .setType("page_view")
                .setPixelId("shop")
                .setSite("shop")
                .setReceivedAt(nowMs)
                .setOccurredAt(nowMs)
                .setPageTitle("title " + number)
                .setIpHash("hash " + number)
                .setProperties(Map.of())
                .setWarnings(List.of())
                .setRawPartition(0)
                .setRawOffset(number)
                .setRawIndex(0)
                .build();
        event.put(COLUMN.columnName(), isOfNewer ? "value " + number : null);
        return event;
    }

    private static long number(JsonNode row) {
        return row.get(RowPositions.of(EventColumn.RAW_OFFSET)).asLong();
    }

    private static @Nullable String value(JsonNode row) {
        return text(row.path(RowPositions.of(COLUMN)));
    }

    private static @Nullable String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    private static void awaitRows(WarehouseProcess warehouse, long rows) throws Exception {
        warehouse.awaitReady();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
        long found = 0;
        while (found < rows) {
            assertThat(System.nanoTime()).as("%d rows of %d", found, rows).isLessThan(endNanos);
            Pause.of(LOOK_MS);
            found = warehouse.query("select count(*) from events").get(0).get(0).asLong();
        }
    }

    private SinkProcess sink(String name, Path directory, WarehouseProcess warehouse) throws IOException {
        SinkProcess made = own(new SinkProcess(name, directory, kafka, warehouse.firehosePort(), SinkPlant.NONE));
        sinks.add(made);
        return made;
    }

    private <T extends AutoCloseable> T own(T made) {
        open.add(made);
        return made;
    }

    private static SinkStage stage() {
        try {
            return new SinkStage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

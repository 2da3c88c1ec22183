package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.sink.FirehoseSink;
import dev.firstlight.sink.SinkConfig;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.firehose.BufferingHints;
import dev.firstlight.standalone.firehose.DeliveryStreams;
import dev.firstlight.standalone.firehose.FaultScript;
import dev.firstlight.standalone.firehose.FirehoseEndpoint;
import dev.firstlight.standalone.firehose.ObjectStore;
import dev.firstlight.standalone.firehose.StreamDefinition;
import dev.firstlight.standalone.warehouse.Warehouse;
import dev.firstlight.standalone.warehouse.WarehouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processors of three versions write into one topic, two real sinks deliver to the local Firehose, and the warehouse gets the column in
 * the middle of it: every event is one row, and has every value that its writer knew.
 */
@Timeout(60)
final class ColumnAddedIT {

    private static final String COLUMN = "isp";
    private static final String STREAM = "events";
    private static final int WAVE = 60;
    private static final long LOOK_MS = 20;

    @TempDir
    Path directory;

    private final InstantSource clock = InstantSource.system();
    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final SinkStage stage = stage();
    private final KafkaConfig kafka = stage.kafka("column.");
    private final WrittenBy older = WrittenBy.older(COLUMN);
    private final WrittenBy newer = WrittenBy.newer();
    private final List<String> unannounced = new ArrayList<>();
    private @Nullable Warehouse warehouse;
    private final List<AutoCloseable> open = new ArrayList<>();
    private int written;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        stage.close();
    }

    @Test
    void shouldLoseNoRowAndNoValueWhenAColumnIsAddedWhileOldAndNewEventsFlow() throws Exception {
        TopicStart.await(
                kafka, List.of(Topic.values()), List.of(Event.getClassSchema(), older.schema(), newer.schema()));
        Warehouse first = warehouse();
        int port = firehose();
        sink("a", port);
        sink("b", port);

        write(older, newer); // the warehouse's column stays empty
        awaitRows(first, WAVE);
        close(first);
        beforeTheColumn();
        write(older, newer); // delivered while there is no warehouse
        Warehouse upgraded = warehouse();
        write(newer, older);
        awaitRows(upgraded, 3 * WAVE);
        close(upgraded);

        Map<Long, String> found = found();
        assertThat(found).hasSize(3 * WAVE);
        found.forEach(
                (number, value) -> assertThat(value).as("event %d", number).isEqualTo(wanted(number)));
    }

    /** Events of both writers in turn; the newer one knows the column, the warehouse only after the first wave. */
    private void write(WrittenBy even, WrittenBy odd) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < WAVE; i++, written++) {
                byte[] value = (i % 2 == 0 ? even : odd).encode(event(written));
                producer.send(
                        new ProducerRecord<>(kafka.nameOf(Topic.EVENTS), written % kafka.partitions(), null, value));
            }
        }
    }

    private Event event(int number) {
        return Event.newBuilder()
                .setDedupId(String.format("%032x", number))
                .setIdentity("event")
                .setEventId("e" + number)
                .setType("page_view")
                .setPixelId("shop")
                .setSite("shop")
                .setReceivedAt(clock.millis())
                .setOccurredAt(clock.millis())
                .setPageTitle("title " + number)
                .setIsp(number < WAVE ? null : "isp " + number)
                .setIpHash("hash " + number)
                .setProperties(Map.of())
                .setWarnings(List.of())
                .setRawPartition(0)
                .setRawOffset(number)
                .setRawIndex(0)
                .build();
    }

    /** In the second wave the odd ones are of the newer writer, in the third the even ones. */
    private static String wanted(long number) {
        boolean isNewer = number >= WAVE && (number % 2 == 0) == (number >= 2 * WAVE);
        return "title " + number + "|" + (isNewer ? "isp " + number : "null") + "|hash " + number;
    }

    private synchronized Warehouse warehouse() {
        Warehouse made = new Warehouse(config(), clock, meters);
        unannounced.forEach(made::announce);
        unannounced.clear();
        warehouse = made;
        return made;
    }

    private void close(Warehouse old) {
        synchronized (this) {
            warehouse = null;
        }
        old.close();
    }

    private synchronized void announce(String object) {
        if (warehouse == null) {
            unannounced.add(object);
        } else {
            warehouse.announce(object);
        }
    }

    private int firehose() {
        ObjectStore objects = new ObjectStore(directory.resolve("objects"), this::announce);
        BufferingHints hints = new BufferingHints(1, 0);
        DeliveryStreams streams = own(new DeliveryStreams(directory.resolve("streams"), objects, clock, meters));
        streams.ensure(new StreamDefinition(STREAM, "", hints, clock.instant()));
        return own(new FirehoseEndpoint(0, streams, hints, FaultScript.none(), clock, meters))
                .port();
    }

    private void sink(String name, int port) throws Exception {
        Path file = Files.writeString(directory.resolve(name + ".conf"), """
                firehose-sink {
                  instance-id = %s
                  admin.port = 0
                  firehose { stream = %s, endpoint = "http://127.0.0.1:%d", access-key-id = local, secret-access-key = local }
                  pack.linger = 100 ms
                  kafka { bootstrap-servers = "%s", topic-prefix = "%s", partitions = %d
                          replication = 1, min-in-sync-replicas = 1, allow-single-replica = true }
                }
                """.formatted(
                        name, STREAM, port, kafka.bootstrapServers(), kafka.topicPrefix(), kafka.partitions()));
        own(FirehoseSink.start(SinkConfig.load(file, Map.of())));
    }

    /** The table as an older version had made it. */
    private void beforeTheColumn() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop view if exists order_items");
            statement.execute("drop view if exists warnings");
            statement.execute("alter table events drop column " + COLUMN);
        }
    }

    private Map<Long, String> found() throws Exception {
        Map<Long, String> found = new HashMap<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select raw_offset, page_title, isp, ip_hash, dedup_id from events")) {
            while (rows.next()) {
                assertThat(found.put(
                                rows.getLong(1), rows.getString(2) + "|" + rows.getString(3) + "|" + rows.getString(4)))
                        .as("a row twice")
                        .isNull();
                assertThat(rows.getString(5)).isEqualTo(String.format("%032x", rows.getLong(1)));
            }
        }
        return found;
    }

    private Connection connection() throws Exception {
        return DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("warehouse/warehouse.duckdb"));
    }

    private WarehouseConfig config() {
        return new WarehouseConfig(
                directory.resolve("warehouse"),
                directory.resolve("objects"),
                256,
                1,
                1_000_000,
                Duration.ofSeconds(20),
                Duration.ZERO);
    }

    private static void awaitRows(Warehouse warehouse, long rows) throws Exception {
        while (warehouse.ledger().stream().mapToLong(count -> count.merged()).sum() < rows) {
            Pause.of(LOOK_MS);
        }
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

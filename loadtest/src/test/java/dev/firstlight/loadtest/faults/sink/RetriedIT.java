package dev.firstlight.loadtest.faults.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.loadtest.faults.stream.TopicReader;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.sink.FirehoseSink;
import dev.firstlight.sink.SinkConfig;
import dev.firstlight.sink.SinkMeter;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.firehose.BufferingHints;
import dev.firstlight.standalone.firehose.DeliveryStreams;
import dev.firstlight.standalone.firehose.FaultScript;
import dev.firstlight.standalone.firehose.FirehoseEndpoint;
import dev.firstlight.standalone.firehose.ObjectStore;
import dev.firstlight.standalone.firehose.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real sink before the local Firehose, which fails by a script: what the ledger calls retried is, pixel by pixel and minute by minute, what went
 * over the wire more than once.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RetriedIT {

    private static final String STREAM = "events";
    private static final List<String> PIXELS = List.of("shop", "blog", "docs");
    private static final int MINUTES = 3;

    /** So many events in a row to one partition: all pixels and minutes come to each. */
    private static final int RUN = 10;

    private static final long MINUTE_MS = 60_000;
    private static final long LOOK_MS = 20;

    @TempDir
    Path directory;

    private final InstantSource clock = InstantSource.system();
    private final long nowMs = clock.millis();
    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final SinkStage stage = new SinkStage();
    private final Map<String, Cell> cells = new HashMap<>();

    RetriedIT() throws Exception {}

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void shouldCountThreeTriesOfEachRowAfterTheFirstWhereThreeCallsAreThrottled() throws Exception {
        KafkaConfig kafka = stage.kafka("throttled.");
        write(kafka, 60, 1); // one fetch, one call

        Map<String, Long> carried = deliver(kafka, "throttle=0.05", "pack.linger = 1 s", 60);

        Map<Cell, Long> delivered = ledger(kafka, "delivered");
        assertThat(delivered).hasSize(PIXELS.size() * MINUTES);
        assertThat(carried.values()).hasSize(60).containsOnly(4L);
        Map<Cell, Long> threeEach = new TreeMap<>(Cell.ORDER);
        delivered.forEach((cell, rows) -> threeEach.put(cell, 3 * rows));
        assertThat(ledger(kafka, "retried")).isEqualTo(threeEach);
    }

    @Test
    void shouldCountWhatWentOverTheWireMoreThanOnceWhateverHappensToACall() throws Exception {
        KafkaConfig kafka = stage.kafka("everything.");
        int events = 600;
        write(kafka, events, kafka.partitions());

        Map<String, Long> carried = deliver(
                kafka,
                "seed=11 record=0.3 error=0.2 throttle=0.1 wrong=0.05 silent=0.02 slow=0.05",
                "pack { linger = 20 ms, record-bytes-max = 64 KiB, call-bytes-max = 128 KiB }, "
                        + "kafka.consumer { \"max.poll.records\" = 30 }",
                events);

        Map<Cell, Long> wanted = new TreeMap<>(Cell.ORDER);
        assertThat(carried.keySet()).isEqualTo(cells.keySet());
        carried.forEach((id, calls) -> wanted.merge(cells.get(id), calls - 1, Long::sum));
        wanted.values().removeIf(count -> count == 0);
        assertThat(wanted).isNotEmpty();
        assertThat(ledger(kafka, "retried")).isEqualTo(wanted);
        assertThat(Found.sum(ledger(kafka, "delivered"))).isEqualTo(events);
    }

    private void write(KafkaConfig kafka, int events, int partitions) {
        TopicStart.await(kafka, List.of(Topic.values()), List.of(Event.getClassSchema()));
        AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
        cells.clear();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < events; i++) {
                byte[] value = codec.encode(event(i));
                producer.send(new ProducerRecord<>(kafka.nameOf(Topic.EVENTS), i / RUN % partitions, null, value));
            }
        }
    }

    private Event event(int number) {
        String pixel = PIXELS.get(number % PIXELS.size());
        long receivedMs = nowMs - number / PIXELS.size() % MINUTES * MINUTE_MS;
        cells.put("e" + number, Cell.of(pixel, receivedMs));
        return Event.newBuilder()
                .setDedupId(String.format("%032x", number))
                .setIdentity("event")
                .setEventId("e" + number)
                .setType("page_view")
                .setPixelId(pixel)
                .setSite("shop")
                .setReceivedAt(receivedMs)
                .setOccurredAt(receivedMs)
                .setPageTitle("x".repeat(300))
                .setProperties(Map.of())
                .setWarnings(List.of())
                .setRawPartition(0)
                .setRawOffset(number)
                .setRawIndex(0)
                .build();
    }

    /** Answers how often each event went over the wire until all were accepted and committed. */
    private Map<String, Long> deliver(KafkaConfig kafka, String faults, String settings, int events) throws Exception {
        Path own = Files.createDirectory(directory.resolve(kafka.topicPrefix()));
        ObjectStore objects = new ObjectStore(own.resolve("objects"), name -> {});
        BufferingHints hints = new BufferingHints(1, 0);
        try (DeliveryStreams streams = new DeliveryStreams(own.resolve("streams"), objects, clock, meters)) {
            streams.ensure(new StreamDefinition(STREAM, "", hints, clock.instant()));
            FaultScript script = FaultScript.parse(faults);
            try (FirehoseEndpoint endpoint = new FirehoseEndpoint(0, streams, hints, script, clock, meters);
                    SinkWire wire = new SinkWire(endpoint.port())) {
                FirehoseSink sink = FirehoseSink.start(config(kafka, wire.port(), settings, own));
                while (sink.meters().count(SinkMeter.ROWS_DELIVERED) < events) {
                    Pause.of(LOOK_MS);
                }
                sink.close(); // commits what is accepted
                return Map.copyOf(wire.carried());
            }
        }
    }

    private static SinkConfig config(KafkaConfig kafka, int port, String settings, Path own) throws Exception {
        Path file = Files.writeString(own.resolve("sink.conf"), """
                firehose-sink {
                  instance-id = one
                  admin.port = 0
                  firehose { stream = %s, endpoint = "http://127.0.0.1:%d", access-key-id = local, secret-access-key = local
                             row-form = names, call-timeout = 3 s }
                  retry { back-off-min = 10 ms, back-off-max = 100 ms }
                  %s
                  kafka { bootstrap-servers = "%s", topic-prefix = "%s", partitions = %d
                          replication = 1, min-in-sync-replicas = 1, allow-single-replica = true }
                }
                """.formatted(
                        STREAM, port, settings, kafka.bootstrapServers(), kafka.topicPrefix(), kafka.partitions()));
        return SinkConfig.load(file, Map.of());
    }

    /** A count of the sink's by this name, over all its sources; what is not named is not there. */
    private static Map<Cell, Long> ledger(KafkaConfig kafka, String name) throws Exception {
        AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
        Map<String, LedgerEntry> latest = new HashMap<>();
        try (TopicReader reader = new TopicReader(kafka, Topic.LEDGER)) {
            for (ConsumerRecord<byte[], byte[]> record : reader.readOn()) {
                latest.put(new String(record.key(), StandardCharsets.UTF_8), codec.decode(record.value()));
            }
        }
        Map<Cell, Long> counts = new TreeMap<>(Cell.ORDER);
        for (LedgerEntry entry : latest.values()) {
            Long count = entry.getCounts().get(name);
            if (count != null && entry.getStage().equals(SinkRecords.STAGE)) {
                counts.merge(new Cell(entry.getPixelId(), entry.getMinute()), count, Long::sum);
            }
        }
        return counts;
    }
}

package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.Topics;
import dev.firstlight.standalone.up.LocalBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sink's own consumer at a real broker, which deletes what comes next: each record is read or counted, whatever was fetched ahead. */
@Timeout(60)
final class ExpiredEventsTest {

    private static final int RECORDS = 30;
    private static final long KEPT_FROM = 20;

    @TempDir
    Path directory;

    private final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    private final Readiness readiness = new Readiness();
    private final List<String> lines = new ArrayList<>();

    @Test
    void shouldReadOrCountEveryRecordWhenRetentionPassesItsPosition() throws Exception {
        int[] ports = FreePorts.take(2);
        try (LocalBroker broker = new LocalBroker(directory.resolve("kafka"), ports[0], ports[1])) {
            SinkConfig config = config(broker.bootstrapServers());
            TopicPartition events = new TopicPartition(config.kafka().nameOf(Topic.EVENTS), 0);
            try (Admin admin = Admin.create(config.kafka().clientProperties());
                    Consumer<byte[], byte[]> consumer = KafkaClients.events(config)) {
                write(config.kafka(), admin, events);
                Assignment assignment = subscribe(consumer, events.topic());
                List<Long> read = new ArrayList<>();
                readUntil(consumer, assignment, read, 0);

                admin.deleteRecords(Map.of(events, RecordsToDelete.beforeOffset(KEPT_FROM)))
                        .all()
                        .get(20, TimeUnit.SECONDS);
                readUntil(consumer, assignment, read, RECORDS - 1);

                List<Long> before =
                        read.stream().filter(offset -> offset < KEPT_FROM).toList();
                assertThat(before)
                        .as("in order, and some of them were deleted")
                        .isEqualTo(LongStream.range(0, before.size()).boxed().toList())
                        .hasSizeLessThan((int) KEPT_FROM);
                assertThat(read.subList(before.size(), read.size()))
                        .isEqualTo(LongStream.range(KEPT_FROM, RECORDS).boxed().toList());
                assertThat(meters.count(SinkMeter.EVENTS_EXPIRED)).isEqualTo(KEPT_FROM - before.size());
                assertThat(lines).singleElement().asString().contains(events + ", from " + before.size() + " on");
            }
        }
    }

    private Assignment subscribe(Consumer<byte[], byte[]> consumer, String topic) {
        Ledger ledger = new Ledger((sources, from, to) -> {}, 1, Destination.FIREHOSE);
        ErrorLog errors = new ErrorLog(InstantSource.system(), (text, cause) -> lines.add(text));
        Assignment assignment = new Assignment(consumer, ledger, meters, readiness, errors, System::nanoTime);
        consumer.subscribe(List.of(topic), assignment);
        return assignment;
    }

    private static void readUntil(
            Consumer<byte[], byte[]> consumer, Assignment assignment, List<Long> read, long offset) {
        while (!read.contains(offset)) {
            assignment.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.offset()));
            assignment.restore();
        }
        assertThat(consumer.assignment()).isNotEmpty();
    }

    /** Each record a batch of its own, so that little is fetched ahead. */
    private static void write(KafkaConfig kafka, Admin admin, TopicPartition events) throws Exception {
        new Topics(admin, kafka).createAndVerify(List.of(Topic.EVENTS));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(events.topic(), events.partition(), null, new byte[] {1}))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private SinkConfig config(String bootstrapServers) throws Exception {
        Path file = Files.writeString(directory.resolve("sink.conf"), """
                firehose-sink {
                  instance-id = one
                  kafka { bootstrap-servers = "%s", partitions = 1
                          replication = 1, min-in-sync-replicas = 1, allow-single-replica = true
                          consumer { "max.poll.records" = 1, "fetch.max.bytes" = 1, "max.partition.fetch.bytes" = 1 } }
                }
                """.formatted(bootstrapServers));
        return SinkConfig.load(file, Map.of());
    }
}

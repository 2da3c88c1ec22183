package dev.firstlight.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.KafkaConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker of the local run after a kill. What a kill leaves is a copy of its directory, made while it runs. */
final class LocalBrokerTest {

    private static final TopicPartition EVENTS = new TopicPartition("events", 0);
    private static final String GROUP = "processor";
    private static final byte[] EVENT = {1};
    private static final byte PREPARE_COMMIT = 2; // of org.apache.kafka.coordinator.transaction.TransactionState
    private static final long PATIENCE_S = 20;

    @TempDir
    Path directory;

    private Path killed;
    private int port;
    private int controllerPort;

    @BeforeEach
    void take() {
        killed = directory.resolve("killed");
        port = Ports.look("broker", 0);
        controllerPort = Ports.look("broker's controller", 0);
    }

    @Test
    void shouldEndTheTransactionThatWasEndingWhenItWasKilled() throws Exception {
        killInTransaction();
        decideToCommit();

        try (LocalBroker broker = new LocalBroker(killed, port, controllerPort);
                KafkaConsumer<byte[], byte[]> reader = reader(broker)) {
            assertThat(first(reader))
                    .as("what readers of committed records are given")
                    .isEqualTo(EVENT);
            assertThat(reader.committed(Set.of(EVENTS), Duration.ofSeconds(PATIENCE_S)))
                    .containsEntry(EVENTS, new OffsetAndMetadata(1));
        }
    }

    /** Leaves the directory of a broker that was killed while a transaction had an event and an offset in it. */
    private void killInTransaction() throws Exception {
        Path alive = directory.resolve("alive");
        try (LocalBroker broker = new LocalBroker(alive, port, controllerPort);
                Admin admin = Admin.create(clientOf(broker));
                KafkaConsumer<byte[], byte[]> reader = reader(broker);
                KafkaProducer<byte[], byte[]> producer = transactional(broker)) {
            admin.createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 1)))
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(EVENTS.topic(), EVENT)).get(PATIENCE_S, TimeUnit.SECONDS);
            producer.sendOffsetsToTransaction(Map.of(EVENTS, new OffsetAndMetadata(1)), reader.groupMetadata());
            copy(alive, killed);
            producer.abortTransaction();
        }
    }

    /** Writes into the log of transactions what the coordinator writes first of all that a commit takes. */
    private void decideToCommit() throws IOException {
        for (Path log : files(killed)) {
            if (log.toString().matches(".*/__transaction_state-\\d+/\\d+\\.log") && Files.size(log) > 0) {
                try (FileRecords records = FileRecords.open(log.toFile(), true)) {
                    RecordBatch last = records.lastBatch().orElseThrow();
                    Record open = last.iterator().next();
                    ByteBuffer value = open.value();
                    short version = value.getShort();
                    TransactionLogValue transaction = new TransactionLogValue(new ByteBufferAccessor(value), version);
                    assertThat(transaction.transactionPartitions()).hasSize(2);
                    transaction.setTransactionStatus(PREPARE_COMMIT);
                    transaction.setProducerEpoch((short) (transaction.producerEpoch() + 1));
                    records.append(MemoryRecords.withRecords(
                            last.lastOffset() + 1,
                            Compression.NONE,
                            last.partitionLeaderEpoch(),
                            new SimpleRecord(
                                    open.timestamp(),
                                    bytes(open.key()),
                                    MessageUtil.toVersionPrefixedBytes(version, transaction))));
                }
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(LocalBroker broker) {
        Map<String, Object> properties = clientOf(broker);
        properties.put("transactional.id", GROUP);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> clientOf(LocalBroker broker) {
        return new KafkaConfig(broker.bootstrapServers(), "", 1, 1, 1, true, true, Map.of()).clientProperties();
    }

    private static KafkaConsumer<byte[], byte[]> reader(LocalBroker broker) {
        Map<String, Object> properties = clientOf(broker);
        properties.put("isolation.level", "read_committed");
        properties.put("group.id", GROUP);
        properties.put("enable.auto.commit", false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The first event, or nothing when it does not come. */
    private static byte[] first(KafkaConsumer<byte[], byte[]> reader) {
        reader.assign(List.of(EVENTS));
        reader.seekToBeginning(List.of(EVENTS));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (System.nanoTime() < deadline) {
            for (var event : reader.poll(Duration.ofMillis(100))) {
                return event.value();
            }
        }
        return new byte[0];
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}

package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.standalone.up.LocalBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The broker of the local run, killed or stopped in the middle of transactions. What a kill leaves is a copy of its directory, made while it runs. */
final class LocalBrokerTest {

    private static final TopicPartition EVENTS = new TopicPartition("events", 0);
    private static final String GROUP = "processor";
    private static final byte[] EVENT = {1};
    private static final byte PREPARE_COMMIT = 2; // of org.apache.kafka.coordinator.transaction.TransactionState
    private static final long PATIENCE_S = 20;
    private static final int COMMITS = 3;

    /** Longer than a broker that stops takes to give its leaders away, if it does. */
    private static final long OPEN_MS = 1_000;

    /** Not the indexes, which are made anew, nor what is about to be renamed. */
    private static final Pattern KEPT = Pattern.compile("(?<!index|tmp)$");

    /** Ten times as long as a broker waits before it sends a transaction's end again. */
    private static final long HELD_MS = 500;

    private final Logger stateChanges = (Logger) LoggerFactory.getLogger("state.change.logger");
    private final Slow slow = new Slow();

    @TempDir
    Path directory;

    private Path killed;
    private int port;
    private int controllerPort;

    @BeforeEach
    void take() throws IOException {
        killed = directory.resolve("killed");
        int[] ports = FreePorts.take(2);
        port = ports[0];
        controllerPort = ports[1];
    }

    @BeforeEach
    void slowDown() {
        slow.start();
        stateChanges.setLevel(Level.INFO);
        stateChanges.addAppender(slow);
    }

    @AfterEach
    void hurryUp() {
        stateChanges.detachAppender(slow);
        stateChanges.setLevel(null);
    }

    @Test
    void shouldEndTheTransactionThatWasEndingWhenItWasKilled() throws Exception {
        killInTransaction();
        decideToCommit();

        // Whoever waits for the predecessor's session waits this long, in which all that it was about is loaded.
        Map<String, String> session = Map.of("broker.session.timeout.ms", "3000");
        try (LocalBroker broker = new LocalBroker(killed, port, controllerPort, session);
                KafkaConsumer<byte[], byte[]> reader = reader(broker)) {
            assertThat(read(reader, 1))
                    .as("what readers of committed records are given")
                    .isOne();
            assertThat(committed(reader)).isOne();
        }
    }

    @Test
    void shouldEndEveryTransactionThatItTookWhileItStopped() throws Exception {
        Path data = directory.resolve("stopped");
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(COMMITS);
        CompletableFuture<Void> committing;
        try (LocalBroker broker = new LocalBroker(data, port, controllerPort)) {
            create(broker);
            committing = CompletableFuture.runAsync(() -> commitUntilItIsGone(broker, taken, enough));
            assertThat(enough.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        }
        committing.get(PATIENCE_S, TimeUnit.SECONDS);

        try (LocalBroker broker = new LocalBroker(data, port, controllerPort);
                KafkaProducer<byte[], byte[]> next = transactional(broker);
                KafkaConsumer<byte[], byte[]> reader = reader(broker)) {
            next.initTransactions(); // ends what the one before left open
            assertThat(read(reader, taken.get())).isGreaterThanOrEqualTo(taken.get());
            assertThat(committed(reader)).isGreaterThanOrEqualTo(taken.get());
        }
    }

    /** Commits an event and its offset, again and again, at once when leaders go; counts what was taken. */
    private void commitUntilItIsGone(LocalBroker broker, AtomicInteger taken, CountDownLatch enough) {
        KafkaProducer<byte[], byte[]> producer = transactional(broker);
        try (KafkaConsumer<byte[], byte[]> group = reader(broker)) {
            producer.initTransactions();
            while (true) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(EVENTS.topic(), EVENT));
                producer.sendOffsetsToTransaction(
                        Map.of(EVENTS, new OffsetAndMetadata(taken.get() + 1)), group.groupMetadata());
                producer.flush();
                enough.countDown();
                slow.holds.await(OPEN_MS, TimeUnit.MILLISECONDS);
                producer.commitTransaction();
                taken.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (KafkaException e) { // it is gone
            producer.close(Duration.ZERO);
        }
    }

    /** Leaves the directory of a broker that was killed while a transaction had an event and an offset in it. */
    private void killInTransaction() throws Exception {
        Path alive = directory.resolve("alive");
        try (LocalBroker broker = new LocalBroker(alive, port, controllerPort);
                KafkaConsumer<byte[], byte[]> reader = reader(broker);
                KafkaProducer<byte[], byte[]> producer = transactional(broker)) {
            create(broker);
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

    private static void create(LocalBroker broker) throws Exception {
        try (Admin admin = Admin.create(clientOf(broker))) {
            admin.createTopics(List.of(new NewTopic(EVENTS.topic(), 1, (short) 1)))
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(LocalBroker broker) {
        Map<String, Object> properties = clientOf(broker);
        properties.put("transactional.id", GROUP);
        properties.put("max.block.ms", 5_000);
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

    /** How many events come, as soon as they are as many as wished. */
    private static int read(KafkaConsumer<byte[], byte[]> reader, int wished) {
        reader.assign(List.of(EVENTS));
        reader.seekToBeginning(List.of(EVENTS));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        int read = 0;
        while (read < wished && System.nanoTime() < deadline) {
            read += reader.poll(Duration.ofMillis(100)).count();
        }
        return read;
    }

    private static long committed(KafkaConsumer<byte[], byte[]> reader) {
        return Objects.requireNonNull(reader.committed(Set.of(EVENTS), Duration.ofSeconds(PATIENCE_S))
                        .get(EVENTS))
                .offset();
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
            return walk.filter(file -> KEPT.matcher(file.toString()).find() && Files.isRegularFile(file))
                    .toList();
        }
    }

    /** Holds whoever takes leaders away between the moment in which that is known and the one in which it is done. */
    private static final class Slow extends UnsynchronizedAppenderBase<ILoggingEvent> {

        private final CountDownLatch holds = new CountDownLatch(1);

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains("to local followers")) {
                holds.countDown();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(HELD_MS));
            }
        }
    }
}

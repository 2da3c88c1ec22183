package dev.firstlight.sink;

import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The sink's loop on Kafka's own test clients and a time that passes only while the consumer polls. What Kafka keeps (log, offsets,
 * ledger) is in {@link Kafka}, so that a second loop can be made where a first one died.
 */
final class LoopKit {

    static final KafkaConfig KAFKA_CONFIG = new KafkaConfig("unused:1", "", 2, 1, 1, true, true, Map.of());
    static final String TOPIC = KAFKA_CONFIG.nameOf(Topic.EVENTS);
    static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
    static final TopicPartition P1 = new TopicPartition(TOPIC, 1);

    /** What outlives a sink. */
    static final class Kafka {
        final Map<TopicPartition, List<byte[]>> log = new HashMap<>();
        final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();

        void add(TopicPartition partition, byte[] value) {
            log.computeIfAbsent(partition, absent -> new ArrayList<>()).add(value);
        }

        void add(TopicPartition partition, Event event) {
            add(partition, Events.encoded(event));
        }

        /** The ledger as compaction leaves it: the last entry of each key. */
        Map<String, LedgerEntry> ledger() {
            Map<String, LedgerEntry> entries = new LinkedHashMap<>();
            AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
            for (ProducerRecord<byte[], byte[]> record : written) {
                if (record.topic().equals(Topic.LEDGER.topicName())) {
                    entries.put(new String(record.key(), StandardCharsets.UTF_8), decode(codec, record.value()));
                }
            }
            return entries;
        }

        List<Reject> rejects() {
            AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), new SchemaBook());
            return written.stream()
                    .filter(record -> record.topic().equals(Topic.REJECTS.topicName()))
                    .map(record -> decode(codec, record.value()))
                    .toList();
        }

        private static <T extends SpecificRecord> T decode(AvroCodec<T> codec, byte[] bytes) {
            try {
                return codec.decode(bytes);
            } catch (UnreadableException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Kafka's mock consumer, whose polls take the time they are given, and whose commits are kept. */
    final class TimedConsumer extends MockConsumer<byte[], byte[]> {
        private final List<KafkaException> commitFailures = new ArrayList<>();
        private Runnable beforeCommit = () -> {};
        int polls;

        TimedConsumer() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls++;
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                nanos.addAndGet(timeout.toNanos());
            }
            return records;
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (flushed != kafka.written.size()) {
                throw new AssertionError("offsets are committed while counts or rejects may still be on their way");
            }
            beforeCommit.run();
            if (!commitFailures.isEmpty()) {
                throw commitFailures.remove(0);
            }
            super.commitSync(offsets);
            kafka.committed.putAll(offsets);
        }
    }

    final Kafka kafka;
    final AtomicLong nanos = new AtomicLong();
    final InstantSource clock = () -> Instant.ofEpochMilli(Events.RECEIVED_MS).plusNanos(nanos.get());
    final TimedConsumer consumer = new TimedConsumer();
    final MockProducer<byte[], byte[]> producer;
    final ScriptedDelivery delivery = new ScriptedDelivery();
    final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    final Readiness readiness = new Readiness();
    final List<String> lines = new ArrayList<>();
    final SinkLoop loop;
    final Ledger ledger;
    private @Nullable KafkaException readFailure;
    private Runnable beforeSend = () -> {};
    private int flushed;

    LoopKit(Kafka kafka, PackLimits limits, int heldMax) {
        this.kafka = kafka;
        this.flushed = kafka.written.size();
        this.producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized void flush() {
                super.flush();
                flushed = kafka.written.size();
            }

            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                beforeSend.run();
                kafka.written.add(record);
                return super.send(record);
            }
        };
        SchemaBook book = new SchemaBook();
        ErrorLog errors = new ErrorLog(clock, (text, cause) -> lines.add(text));
        TopicWriter topics = new TopicWriter(producer, KAFKA_CONFIG, book);
        ledger = new Ledger(this::readLedger, heldMax);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
        SinkLoop.Parts parts = new SinkLoop.Parts(
                consumer,
                new Assignment(consumer, ledger, meters, readiness, errors, nanos::get),
                ledger,
                new RowMaker(EventReader.of(EventsConfig.PLAIN, book), topics, limits.recordBytesMax(), meters, errors),
                new Attempts(delivery, backoff, meters, readiness, errors, nanos::get, new Random(1)),
                new Committer(consumer, ledger, topics, meters, errors, clock),
                meters,
                readiness,
                errors);
        loop = new SinkLoop(config(limits, backoff), TOPIC, parts, clock, nanos::get);
    }

    LoopKit(Kafka kafka) {
        this(kafka, PackLimits.FIREHOSE);
    }

    LoopKit(Kafka kafka, PackLimits limits) {
        this(kafka, limits, Ledger.HELD_MAX);
    }

    /** Joins the group and is given these partitions, with what the log holds of them from their committed offset on. */
    LoopKit assigned(TopicPartition... partitions) {
        loop.subscribe();
        give(partitions);
        return this;
    }

    /** A rebalance: from now on exactly these partitions are ours. */
    void give(TopicPartition... partitions) {
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            beginnings.put(partition, 0L);
            ends.put(partition, (long)
                    kafka.log.getOrDefault(partition, List.of()).size());
        }
        consumer.updateBeginningOffsets(beginnings);
        consumer.updateEndOffsets(ends);
        consumer.rebalance(Set.of(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata committed = kafka.committed.get(partition);
            if (committed != null) {
                consumer.seek(partition, committed.offset());
                ((MockConsumer<byte[], byte[]>) consumer).commitSync(Map.of(partition, committed));
            }
            load(partition);
        }
    }

    /** The broker sends what the log holds from our position on. */
    void load(TopicPartition partition) {
        List<byte[]> log = kafka.log.getOrDefault(partition, List.of());
        for (long offset = consumer.position(partition); offset < log.size(); offset++) {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, partition.partition(), offset, null, log.get((int) offset)));
        }
    }

    void failCommit(KafkaException failure) {
        consumer.commitFailures.add(failure);
    }

    void beforeCommit(Runnable run) {
        consumer.beforeCommit = run;
    }

    void beforeSend(Runnable run) {
        beforeSend = run;
    }

    void failLedgerReadOnce(KafkaException failure) {
        readFailure = failure;
    }

    long committed(TopicPartition partition) {
        OffsetAndMetadata offset = kafka.committed.get(partition);
        return offset == null ? -1 : offset.offset();
    }

    private void readLedger(Set<String> sources, long fromMinute, Consumer<LedgerEntry> to) {
        KafkaException failure = readFailure;
        if (failure != null) {
            readFailure = null;
            throw failure;
        }
        kafka.ledger().values().stream()
                .filter(entry -> sources.contains(entry.getSource()) && entry.getMinute() >= fromMinute)
                .forEach(to);
    }

    private static SinkConfig config(PackLimits limits, Backoff backoff) {
        return new SinkConfig(
                "sink-1",
                Duration.ofSeconds(20),
                KAFKA_CONFIG,
                Map.of(),
                EventsConfig.PLAIN,
                FirehoseDeliveryTest.config(URI.create("http://unused"), Duration.ofSeconds(1)),
                limits,
                backoff,
                new AdminConfig("127.0.0.1", 0),
                "{}");
    }
}

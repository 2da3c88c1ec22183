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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
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
    /** The time of each record in the log: two minutes after receipt. */
    static final long RECORD_MS = Events.RECEIVED_MS + 2 * Tally.MINUTE_MS;

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

    /** Kafka's mock consumer, whose polls take the time they are given. */
    final class TimedConsumer extends MockConsumer<byte[], byte[]> {
        int polls;
        final CountDownLatch woken = new CountDownLatch(1);
        private final AtomicBoolean isWoken = new AtomicBoolean();
        private Runnable beforePoll = () -> {};
        private @Nullable RuntimeException listenerFailure;

        TimedConsumer() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls++;
            beforePoll.run();
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty() && !isWoken.getAndSet(false)) {
                nanos.addAndGet(timeout.toNanos());
            }
            return records;
        }

        @Override
        public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> gone) {
                    heard(() -> listener.onPartitionsRevoked(gone));
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> come) {
                    heard(() -> listener.onPartitionsAssigned(come));
                }
            });
        }

        /** As Kafka's own consumer does it: partitions change hands though the listener failed, and the poll says so after that. */
        @Override
        public synchronized void rebalance(Collection<TopicPartition> partitions) {
            super.rebalance(partitions);
            RuntimeException failure = listenerFailure;
            listenerFailure = null;
            if (failure != null) {
                throw new KafkaException("User rebalance callback throws an error", failure);
            }
        }

        private void heard(Runnable word) {
            try {
                word.run();
            } catch (RuntimeException e) {
                listenerFailure = e;
            }
        }

        /** Not synchronized: it ends a poll that holds the lock. */
        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public void wakeup() {
            isWoken.set(true); // a poll that is ended takes no time
            woken.countDown();
            super.wakeup();
        }

        void beforePoll(Runnable run) {
            beforePoll = run;
        }
    }

    /** Kafka's mock producer: what a transaction holds is in {@link Kafka} once it is committed, and not before. */
    final class KeptProducer extends MockProducer<byte[], byte[]> {
        private final List<ProducerRecord<byte[], byte[]>> open = new ArrayList<>();
        private Map<TopicPartition, OffsetAndMetadata> openOffsets = Map.of();

        KeptProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            producers++;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            beforeSend.run();
            if (sendFailure != null) {
                throw sendFailure;
            }
            open.add(record);
            return super.send(record);
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            super.sendOffsetsToTransaction(offsets, group);
            openOffsets = Map.copyOf(offsets);
        }

        @Override
        public void commitTransaction() {
            beforeCommit.run();
            if (!commitFailures.isEmpty()) {
                throw commitFailures.remove(0);
            }
            super.commitTransaction();
            kafka.written.addAll(open);
            kafka.committed.putAll(openOffsets);
            open.clear();
            afterCommit.run();
        }
    }

    final Kafka kafka;
    final AtomicLong nanos = new AtomicLong();
    final InstantSource clock = () -> Instant.ofEpochMilli(Events.RECEIVED_MS).plusNanos(nanos.get());
    final TimedConsumer consumer = new TimedConsumer();
    final ScriptedDelivery delivery = new ScriptedDelivery();
    final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    final Readiness readiness = new Readiness();
    final List<String> lines = new ArrayList<>();
    final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
    final SinkLoop loop;
    final Assignment assignment;
    final Ledger ledger;
    int producers;
    int producersAtLedgerRead;
    private final List<KafkaException> commitFailures = new ArrayList<>();
    private @Nullable KafkaException readFailure;
    private @Nullable KafkaException rowFailure;
    private @Nullable KafkaException sendFailure;
    private Duration lookTakes = Duration.ZERO;
    private Runnable beforeSend = () -> {};
    private Runnable beforeCommit = () -> {};
    private Runnable afterCommit = () -> {};

    LoopKit(Kafka kafka, PackLimits limits, int heldMax) {
        this(kafka, limits, heldMax, Duration.ofSeconds(20));
    }

    LoopKit(Kafka kafka, PackLimits limits, int heldMax, Duration drainTimeout) {
        this(kafka, limits, heldMax, drainTimeout, null, 1, Runnable::run);
    }

    /** With so many calls under way at a time, carried by {@code calls}; the other kits have one, and it is over when it has begun. */
    LoopKit(Kafka kafka, PackLimits limits, int inFlight, Executor calls) {
        this(kafka, limits, Ledger.HELD_MAX, Duration.ofSeconds(20), null, inFlight, calls);
    }

    LoopKit(
            Kafka kafka,
            PackLimits limits,
            int heldMax,
            Duration drainTimeout,
            @Nullable Delivery other,
            int inFlight,
            Executor calls) {
        this.kafka = kafka;
        SchemaBook book = new SchemaBook();
        ErrorLog errors = new ErrorLog(clock, (text, cause) -> lines.add(text));
        TopicRecords records = new TopicRecords(KAFKA_CONFIG, book, Destination.FIREHOSE);
        ledger = new Ledger(this::readLedger, heldMax, Destination.FIREHOSE);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
        RowMaker.Reading events = RowMaker.ofEvents(EventReader.of(EventsConfig.PLAIN, book), RowForm.NAMES, meters);
        RowMaker rows = new RowMaker(record -> read(events, record), limits.recordBytesMax(), meters, errors);
        assignment = new Assignment(consumer, ledger, meters, readiness, errors, this::look);
        Billing billing = Billing.ofFirehose(meters, Prices.TODAY);
        SinkLoop.Parts parts = new SinkLoop.Parts(
                consumer,
                assignment,
                ledger,
                new Gathering(consumer, assignment, ledger, rows, records, limits.linger(), this::look),
                new FirehosePacking(limits),
                new Attempts(
                        new Attempts.Out(List.of(other == null ? delivery : other), inFlight, calls),
                        backoff,
                        new Attempts.Reports(billing, meters, readiness, errors),
                        this::look,
                        new Random(1)),
                new Committer(consumer, ledger, records, new Transactions(KeptProducer::new), meters, errors, clock),
                meters,
                readiness,
                errors,
                deaths::add);
        loop = new SinkLoop(config(limits, backoff, drainTimeout), TOPIC, parts, clock, this::look);
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
            consumer.addRecord(record(partition, offset, log.get((int) offset)));
        }
    }

    /** From now on time passes by itself: so much whenever the sink looks at the clock. */
    void eachLookTakes(Duration duration) {
        lookTakes = duration;
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, byte[] value) {
        return new ConsumerRecord<>(
                TOPIC,
                partition.partition(),
                offset,
                RECORD_MS,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    void failCommit(KafkaException failure) {
        commitFailures.add(failure);
    }

    /** From now on nothing can be written, until none is given. */
    void failSends(@Nullable KafkaException failure) {
        sendFailure = failure;
    }

    /** The next record of events cannot be told to be one or none. */
    void failRowOnce(KafkaException failure) {
        rowFailure = failure;
    }

    void beforeCommit(Runnable run) {
        beforeCommit = run;
    }

    void afterCommit(Runnable run) {
        afterCommit = run;
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

    private RowMaker.Row read(RowMaker.Reading events, ConsumerRecord<byte[], byte[]> record)
            throws UnreadableException {
        KafkaException failure = rowFailure;
        if (failure != null) {
            rowFailure = null;
            throw failure;
        }
        return events.read(record);
    }

    private long look() {
        return nanos.getAndAdd(lookTakes.toNanos());
    }

    private void readLedger(Set<String> sources, long fromMinute, Consumer<LedgerEntry> to) {
        producersAtLedgerRead = producers;
        KafkaException failure = readFailure;
        if (failure != null) {
            readFailure = null;
            throw failure;
        }
        kafka.ledger().values().stream()
                .filter(entry -> sources.contains(entry.getSource()) && entry.getMinute() >= fromMinute)
                .forEach(to);
    }

    private static SinkConfig config(PackLimits limits, Backoff backoff, Duration drainTimeout) {
        return new SinkConfig(
                "sink-1",
                drainTimeout,
                KAFKA_CONFIG,
                Map.of(),
                EventsConfig.PLAIN,
                Destination.FIREHOSE,
                FirehoseDeliveryTest.config(URI.create("http://unused"), Duration.ofSeconds(1)),
                new ObjectsConfig(
                        1 << 20,
                        Duration.ZERO,
                        FirehoseDeliveryTest.aws("s3", URI.create("http://unused"), null, Duration.ofSeconds(1)),
                        null,
                        "",
                        null),
                limits,
                backoff,
                new AdminConfig("127.0.0.1", 0),
                "{}");
    }
}

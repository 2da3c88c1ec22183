package dev.firstlight.standalone.replay;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A replay of rejects over a real Kafka: its clients and their settings, in one place. Threads: the caller's. */
public final class KafkaRejects {

    /** What became of it: rejects that were wanted, events sent, of them without their address, rejects skipped. */
    public record Result(long rejects, long sent, long withoutAddress, Map<Skipped, Long> skipped) {}

    private static final Duration RECORD_WITHIN = Duration.ofSeconds(10);

    private final KafkaConfig kafka;
    private final Path keysDirectory;

    public KafkaRejects(KafkaConfig kafka, Path keysDirectory) {
        this.kafka = kafka;
        this.keysDirectory = keysDirectory;
    }

    /** @param progress told the number of events sent so far, on this thread */
    public Result replay(WantedRejects wanted, LongConsumer progress) {
        TopicStart.await(kafka, List.of(Topic.RAW, Topic.REJECTS, Topic.SCHEMAS), List.of(RawPack.getClassSchema()));
        SchemaBook book = new SchemaBook(new SchemaTopic(kafka), InstantSource.system());
        AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), book);
        try (KafkaConsumer<byte[], byte[]> rejects = consumer();
                KafkaConsumer<byte[], byte[]> raw = consumer();
                RawSender sender = wanted.isDryRun() ? null : sender()) {
            RejectRestorer restorer =
                    new RejectRestorer(new PackReader(book), (partition, offset) -> record(raw, partition, offset));
            RejectReplay replay = new RejectReplay(wanted, codec, restorer, sender);
            List<TopicPartition> partitions = rejects.partitionsFor(kafka.nameOf(Topic.REJECTS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            replay.run(rejects, partitions, progress);
            long withoutAddress = sender == null ? 0 : sender.withoutAddress();
            return new Result(replay.rejects(), replay.sent(), withoutAddress, replay.skipped());
        }
    }

    private RawSender sender() {
        Map<String, Object> properties = kafka.clientProperties();
        // As the collector's: what is sent is on all in-sync replicas, once and in its order.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.RAW.recordBytesMax() + 65_536);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        String topic = kafka.nameOf(Topic.RAW);
        return new RawSender(
                producer,
                topic,
                producer.partitionsFor(topic).size(),
                new SecureRandom().nextLong(),
                new AddressKeys(keysDirectory, InstantSource.system()),
                InstantSource.system());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // A command has little memory, and rejects may be of 1 MiB.
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** One record of the raw log, or none when it is no longer there. */
    private byte @Nullable [] record(Consumer<byte[], byte[]> raw, int number, long offset) {
        TopicPartition partition = new TopicPartition(kafka.nameOf(Topic.RAW), number);
        raw.assign(List.of(partition));
        raw.seek(partition, offset);
        long deadline = System.nanoTime() + RECORD_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : raw.poll(Duration.ofMillis(500))) {
                return record.offset() == offset ? record.value() : null; // a later one: retention has taken it
            }
        }
        return null;
    }
}

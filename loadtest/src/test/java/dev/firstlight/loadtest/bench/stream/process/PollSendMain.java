package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.loadtest.bench.process.Lines;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The baseline: polls one record per event and sends it on as it is, into the same partition, in transactions as the processor's: same commit
 * interval, same producer settings, offsets in the transaction. {@code BOOTSTRAP FROM TO} in; {@code ready} out; then {@code run N} and
 * {@code drain} are answered with the records sent, N or all there are, once they are committed.
 *
 * <p>Threads: one, and Kafka's.
 */
public final class PollSendMain {

    /** The processor's {@code commit-interval} and the producer settings of its {@code StreamsProperties}. */
    private static final long COMMIT_EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int LINGER_MS = 20;
    private static final int BATCH_BYTES = 128 * 1024;
    private static final String CODEC = "lz4";
    private static final int RETRY_MS = 10;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int EMPTY_POLLS_MAX = 300;
    private static final int EMPTY_POLLS_OF_AN_END = 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String to;

    private PollSendMain(String bootstrapServers, String from, String to) {
        this.to = to;
        consumer = new KafkaConsumer<>(
                consumerProperties(bootstrapServers, from), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(from));
        producer = new KafkaProducer<>(
                producerProperties(bootstrapServers, to), new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    public static void main(String[] args) {
        PollSendMain loop = new PollSendMain(args[0], args[1], args[2]);
        Lines.serve("ready", command -> {
            boolean isDrain = command.equals("drain");
            long records = isDrain ? Long.MAX_VALUE : Long.parseLong(command.substring("run ".length()));
            return String.valueOf(loop.run(records, isDrain ? EMPTY_POLLS_OF_AN_END : EMPTY_POLLS_MAX));
        });
    }

    private long run(long records, int emptyPollsMax) {
        long sent = 0;
        int emptyPolls = 0;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        long commitAt = System.nanoTime() + COMMIT_EACH_NANOS;
        producer.beginTransaction();
        while (sent < records && emptyPolls < emptyPollsMax) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            emptyPolls = polled.isEmpty() ? emptyPolls + 1 : 0;
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                var unused = producer.send(new ProducerRecord<>(to, record.partition(), record.key(), record.value()));
            }
            offsets.putAll(polled.nextOffsets());
            sent += polled.count();
            if (System.nanoTime() > commitAt && sent < records) {
                commit(offsets);
                producer.beginTransaction();
                commitAt = System.nanoTime() + COMMIT_EACH_NANOS;
            }
        }
        commit(offsets);
        return sent;
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        offsets.clear();
    }

    private static Map<String, Object> consumerProperties(String bootstrapServers, String from) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "poll-send-" + from);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        return properties;
    }

    private static Map<String, Object> producerProperties(String bootstrapServers, String to) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "poll-send-" + to);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, CODEC);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_MS);
        return properties;
    }
}

package dev.firstlight.stream;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Every setting of Kafka Streams that decides loss, order, memory or how live the run is, with its reason. */
final class StreamsProperties {

    private static final String APPLICATION = "firstlight-stream-processor";

    /** What a request adds to its greatest record. */
    private static final int ENVELOPE_BYTES = 65_536;

    /** A dead instance is noticed after this long; a restarted one with the same id need not wait for it. */
    private static final int SESSION_MS = 10_000;

    private static final int HEARTBEAT_MS = SESSION_MS / 3;

    /** An open transaction of a dead instance holds back read-committed readers no longer than its session. */
    private static final int TRANSACTION_MS = 10_000;

    /** Caches of stores: only the ledger's has one, whose counts are written once a commit instead of once an event. */
    private static final long CACHE_BYTES = 8L * 1024 * 1024;

    private StreamsProperties() {}

    static Properties of(KafkaConfig kafka, StreamConfig stream, RocksMemory memory) {
        Properties p = new Properties();
        p.putAll(kafka.clientProperties());
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.topicPrefix() + APPLICATION);
        p.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION + "-" + stream.instanceId());
        p.put(StreamsConfig.STATE_DIR_CONFIG, stream.stateDirectory().toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, stream.threads());
        guarantees(p, kafka, stream);
        membership(p, stream);
        latencyAndSizes(p, stream);
        RocksMemory.install(p, memory);
        p.putAll(stream.passedOn());
        return p;
    }

    private static void guarantees(Properties p, KafkaConfig kafka, StreamConfig stream) {
        // Claims, events, counts and offsets commit together or not at all.
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Changelogs are as durable as the topics: a lost changelog is a lost memory of what was seen.
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
        p.put(
                StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
                String.valueOf(kafka.minInSyncReplicas()));
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, stream.standbyReplicas());
        // A store or topic named by its position would lose its content when the topology changes.
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    }

    private static void membership(Properties p, StreamConfig stream) {
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), stream.instanceId());
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MS);
    }

    private static void latencyAndSizes(Properties p, StreamConfig stream) {
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, stream.commitInterval().toMillis());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        // Streams' own default is 100 ms; a commit flushes anyway, so this only bounds how small batches get.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // The first request after a commit may be told to come again until the commit's markers are written. Those
        // behind it would
        // then be out of order: all refused, each with an error line at the broker, and sent again. So one at a time,
        // and soon again.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        // Sizes are checked before a record is forwarded; a send that were too large would abort its transaction for
        // ever.
        int recordBytes = Math.max(Topic.EVENTS.recordBytesMax(), Topic.REJECTS.recordBytesMax());
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), recordBytes + ENVELOPE_BYTES);
        // Records read ahead per partition: with packs of up to 1 MiB the default of 1,000 would be a gigabyte.
        p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        // Restoring reads records of some 20 bytes, and of ids up to 16 KiB; of the small ones 200 at a time would be a
        // write to the store for every 4 KB.
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
        // What one poll may bring in memory, over all partitions.
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 16 * 1024 * 1024);
        // Our meters are the admin endpoint's; the broker is not sent others.
        p.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    }
}

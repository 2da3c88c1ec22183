package dev.firstlight.sink;

import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the sink's Kafka clients, each setting that decides about loss, order or memory with its reason. */
final class KafkaClients {

    /** What the guarantee rests on: no configuration may change it. */
    static final Set<String> OURS_ALONE = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    /** How long one step of a commit may block; there are at most three: begin, offsets, end. */
    static final Duration BLOCKED_MAX = Duration.ofSeconds(8);

    /** Who does not poll for so long is thrown out of the group; {@code kafka.consumer} may say otherwise. */
    private static final int POLL_INTERVAL_MS = 300_000;

    private static final int MIB = 1 << 20;

    private KafkaClients() {}

    /** The consumer of events; its owner is the loop's thread. */
    static KafkaConsumer<byte[], byte[]> events(SinkConfig config) {
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        // 8 MiB a broker in memory at most: two calls' worth, so that one is fetched while the other is delivered.
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * MIB);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * MIB);
        // What a poll adds to a batch: 32 MiB if every event were as large as an event can be.
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // The loop polls, paused, however long an outage is: that is no reason to be thrown out. What it waits for
        // within a poll, when partitions go, takes half of this.
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLL_INTERVAL_MS);
        // A sink that is restarted within this time finds its partitions as it left them; one that died loses them
        // after it.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // Only the partitions that move stop when another sink comes.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.putAll(config.consumer());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
        // Sessions are ours to set, and static membership keeps them, with this protocol only.
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // Offsets say what was accepted, so only the loop knows them.
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // The processor writes exactly once: an aborted transaction's events come again and must not be rows twice.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Where there is no offset, or nothing at it, Assignment goes on with all there is and counts what is left out.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * How long something may be done within a poll, as partitions are handed over there: half of the time between two polls. The other half is
     * for the last commit that began within it (24 s at most), and for joining again.
     */
    static Duration withinPoll(Map<String, String> consumer) {
        String given = consumer.get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        return Duration.ofMillis((given == null ? POLL_INTERVAL_MS : Integer.parseInt(given.trim())) / 2);
    }

    /**
     * A consumer that reads the ledger once, without a group.
     *
     * @param isCommittedOnly whether it sees what transactions have committed, and ends before the first that is open; else all there is
     */
    static KafkaConsumer<byte[], byte[]> ledger(KafkaConfig config, boolean isCommittedOnly) {
        Map<String, Object> properties = new HashMap<>(config.clientProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isCommittedOnly ? "read_committed" : "read_uncommitted");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The producer of a commit: ledger entries, rejects and offsets in one transaction. */
    static KafkaProducer<byte[], byte[]> producer(SinkConfig config) {
        KafkaConfig kafka = config.kafka();
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        // The same after a restart, so that what the sink of this name left open is ended, and no second one of it can
        // commit.
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                kafka.topicPrefix() + config.destination().stage() + "-" + config.instanceId());
        // Readers of committed records wait no longer than this for a sink that died in the middle of a commit.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        // Both come with transactions; said, since offsets are committed on the strength of these records.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) BLOCKED_MAX.toMillis());
        // A commit writes all it has at once and waits for it.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.REJECTS.recordBytesMax() + 65_536);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

package dev.firstlight.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Names of Kafka's own that nobody may set past us: a promise rests on each, or a setting of ours with bounds of its own says the same. What only
 * decides speed, patience or a size that its number bounds (fetches, batches, session and request timeouts, caches) is free.
 */
final class ReservedNames {

    /** Where a client's name may stand; the empty one is every client's. The longer before the shorter. */
    private static final List<String> CLIENTS = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX,
            "");

    /** What Kafka's clients keep for Kafka's own use; their names are known like any other. */
    private static final String INTERNAL = "internal.";

    private static final Map<String, String> SETTINGS_OF_OURS = Map.of(
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "kafka.bootstrap-servers",
            StreamsConfig.REPLICATION_FACTOR_CONFIG, "kafka.replication",
            StreamsConfig.STATE_DIR_CONFIG, "state-directory",
            StreamsConfig.NUM_STREAM_THREADS_CONFIG, "threads",
            StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "standby-replicas",
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "commit-interval",
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "instance-id");

    @SuppressWarnings("deprecation") // the names of before are understood still
    private static final Set<String> OF_STREAMS = Set.of(
            StreamsConfig.APPLICATION_ID_CONFIG, // whose claims they are
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            // A record that fails is never passed over, nor written where nobody looks for what a client sent.
            StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.DEFAULT_DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.DEFAULT_PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG,
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            // The bound on native memory, and the checks that find damage.
            StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
            // Stores, changelogs and processors are those that the topology names.
            StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
            StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
            StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG,
            StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
            StreamsConfig.DSL_STORE_FORMAT_CONFIG,
            StreamsConfig.DEFAULT_DSL_STORE_CONFIG,
            StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
            // Clients, members and who works on what. The protocol of Streams' own has no static members in 4.3.
            StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG,
            StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG,
            StreamsConfig.GROUP_PROTOCOL_CONFIG);

    private static final Set<String> OF_CLIENTS = Set.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            // A turn of waiting packs is cut for it, and readers wait for it when an instance dies; two phases have
            // none at all.
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG,
            // What is forwarded was compared with it; a record that it refuses aborts its transaction for ever.
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            // A visitor's events stay in order, and the counts of a cell replace each other.
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            // Of a changelog as well: what an aborted transaction wrote is no state.
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.CHECK_CRCS_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    private ReservedNames() {}

    /** Why {@code name} is not for passing on, as a sentence about it; none when it is. */
    static @Nullable String reason(String name) {
        String plain = withoutClient(name);
        String setting = SETTINGS_OF_OURS.get(plain);
        if (setting != null) {
            return "has a setting of its own: " + setting;
        }
        boolean isOurs = OF_STREAMS.contains(plain) || OF_CLIENTS.contains(plain) || plain.startsWith(INTERNAL);
        return isOurs ? "is not for changing: the guarantees rest on it" : null;
    }

    private static String withoutClient(String name) {
        for (String prefix : CLIENTS) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }
}

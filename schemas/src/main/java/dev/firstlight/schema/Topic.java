package dev.firstlight.schema;

import java.time.Duration;
import java.util.Map;

/**
 * The catalogue of our topics: what each carries and how it must be made. Every service creates what is missing (if it may) and
 * verifies the rest at start.
 *
 * <p>The partition count of {@code firstlight.raw} is part of its identity, since the partition of an event follows from its dedup
 * id: a count other than configured refuses to start, and an expansion is a new topic.
 */
public enum Topic {
    /** Packs as the edge made them; partition from the dedup id. */
    RAW("firstlight.raw", true, Policy.DELETE, Duration.ofDays(3), true, 1_048_576),
    /** One enriched event a record; key is the visitor, else the event id. */
    EVENTS("firstlight.events", true, Policy.DELETE, Duration.ofDays(7), false, 2_097_152),
    /** What could not be an event, with its bytes. */
    REJECTS("firstlight.rejects", false, Policy.DELETE, Duration.ofDays(14), false, 2_097_152),
    /** Absolute counts per stage, source, pixel and minute. */
    LEDGER("firstlight.ledger", false, Policy.COMPACT_DELETE, Duration.ofDays(400), false, 1_048_576),
    /** Each writer schema by fingerprint, published before its first use. */
    SCHEMAS("firstlight.schemas", false, Policy.COMPACT, Duration.ofDays(-1), false, 1_048_576);

    private enum Policy {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_DELETE("compact,delete");

        private final String kafkaName;

        Policy(String kafkaName) {
            this.kafkaName = kafkaName;
        }
    }

    private final String topicName;
    private final boolean isPartitioned;
    private final Policy policy;
    private final Duration retention;
    private final boolean isStampedByBroker;
    private final int recordBytesMax;

    Topic(
            String topicName,
            boolean isPartitioned,
            Policy policy,
            Duration retention,
            boolean isStampedByBroker,
            int recordBytesMax) {
        this.topicName = topicName;
        this.isPartitioned = isPartitioned;
        this.policy = policy;
        this.retention = retention;
        this.isStampedByBroker = isStampedByBroker;
        this.recordBytesMax = recordBytesMax;
    }

    /** The name without a prefix. */
    public String topicName() {
        return topicName;
    }

    /** Whether it has as many partitions as configured, or one. */
    public boolean isPartitioned() {
        return isPartitioned;
    }

    /** Greatest record in bytes, checked before sending. */
    public int recordBytesMax() {
        return recordBytesMax;
    }

    /** Topic settings as Kafka names them, but for replication. */
    public Map<String, String> config() {
        long retentionMs = retention.isNegative() ? -1 : retention.toMillis();
        return Map.of(
                "cleanup.policy",
                policy.kafkaName,
                "retention.ms",
                String.valueOf(retentionMs),
                "message.timestamp.type",
                isStampedByBroker ? "LogAppendTime" : "CreateTime",
                // what the record may be, and what the batch around it adds
                "max.message.bytes",
                String.valueOf(recordBytesMax + 65_536));
    }
}

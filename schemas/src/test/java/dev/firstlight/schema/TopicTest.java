package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The catalogue against the plan, section 5. */
final class TopicTest {

    private static final int KIB = 1_024;
    private static final int MIB = 1_024 * 1_024;

    @Test
    void shouldHoldEverySizeOfThePlan() {
        assertThat(JsonPayload.EVENT_BYTES_MAX).isEqualTo(64 * KIB);
        assertThat(Topic.RAW.recordBytesMax()).isEqualTo(MIB);
        assertThat(Topic.EVENTS.recordBytesMax()).isEqualTo(2 * MIB);
        assertThat(Topic.REJECTS.recordBytesMax()).isEqualTo(2 * MIB);
        for (Topic topic : Topic.values()) {
            assertThat(Integer.parseInt(topic.config().get("max.message.bytes")))
                    .as("the broker takes what we may send, with its batch: " + topic)
                    .isGreaterThan(topic.recordBytesMax());
        }
    }

    @Test
    void shouldHoldTheGreatestEventInTheGreatestRecord() {
        int fields = 0;
        for (EventColumn column : EventColumn.values()) {
            fields += column.bytesMax();
        }

        assertThat(fields).isLessThan(Topic.EVENTS.recordBytesMax());
    }

    @Test
    void shouldKeepEachTopicAsLongAsThePlanSays() {
        Map<Topic, Duration> wanted = Map.of(
                Topic.RAW, Duration.ofDays(3),
                Topic.EVENTS, Duration.ofDays(7),
                Topic.REJECTS, Duration.ofDays(14),
                Topic.LEDGER, Duration.ofDays(400));

        wanted.forEach((topic, kept) ->
                assertThat(topic.config()).containsEntry("retention.ms", String.valueOf(kept.toMillis())));
        assertThat(Topic.SCHEMAS.config())
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "compact");
        assertThat(Topic.LEDGER.config()).containsEntry("cleanup.policy", "compact,delete");
    }

    @Test
    void shouldLetTheBrokerStampRawOnly() {
        for (Topic topic : Topic.values()) {
            assertThat(topic.config())
                    .containsEntry("message.timestamp.type", topic == Topic.RAW ? "LogAppendTime" : "CreateTime");
        }
    }

    @Test
    void shouldPartitionRawAndEventsAloneAndPutThePrefixBeforeEveryName() {
        KafkaConfig config = new KafkaConfig("b:1", "eu.", 12, 3, 2, false, true, Map.of());

        assertThat(config.partitionsOf(Topic.RAW)).isEqualTo(12);
        assertThat(config.partitionsOf(Topic.EVENTS)).isEqualTo(12);
        assertThat(config.partitionsOf(Topic.LEDGER)).isEqualTo(1);
        for (Topic topic : Topic.values()) {
            assertThat(topic.topicName()).startsWith("firstlight.");
            assertThat(config.nameOf(topic)).isEqualTo("eu." + topic.topicName());
        }
    }
}

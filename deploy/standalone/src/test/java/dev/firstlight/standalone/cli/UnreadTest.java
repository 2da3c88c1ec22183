package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.Topic;
import dev.firstlight.standalone.up.Stage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records whose value is the time of receipt of what is in them. */
final class UnreadTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.EVENTS.topicName(), 0);
    private static final InstantSource LATE = InstantSource.fixed(Instant.ofEpochMilli(10));
    private static final long DEADLINE_MS = 10;

    /** What sinks to an archive and to files have read. */
    private static final Map<TopicPartition, Long> ELSEWHERE = Map.of(PARTITION, 1_000L);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final TopicScan scan = new TopicScan(consumer);

    @AfterEach
    void close() {
        scan.close();
    }

    @Test
    void shouldAnswerTheEarliestMinuteAmongWhatIsLeftThoughTheLogHasItLast() throws Exception {
        log(5, 70, 90, 80);

        assertThat(minuteAfter(1)).isEqualTo(70);
    }

    @Test
    void shouldAnswerNothingWhereAllIsRead() throws Exception {
        log(5, 70);

        assertThat(minuteAfter(2)).isEqualTo(Hands.NOTHING);
    }

    @Test
    void shouldAnswerNothingWhereWhatIsLeftIsNoEvent() throws Exception {
        log(5, -1);

        assertThat(minuteAfter(1)).isEqualTo(Hands.NOTHING);
    }

    @Test
    void shouldNotTakeWhatAnotherSinkHasReadForRead() throws Exception {
        log(5, 70);

        assertThat(minuteAfter(0)).isEqualTo(5);
        assertThat(Stage.PROCESSOR.group()).isEqualTo("firstlight-stream-processor");
        assertThat(Stage.PROCESSOR.topic()).isEqualTo(Topic.RAW);
    }

    @Test
    void shouldTakeAllForLeftWhereNothingWasEverRead() throws Exception {
        log(5, 70);

        assertThat(unread(Map.of()).minuteAfter(Stage.SINK, DEADLINE_MS)).isEqualTo(5);
    }

    private long minuteAfter(long read) throws Exception {
        return unread(Map.of(PARTITION, read)).minuteAfter(Stage.SINK, DEADLINE_MS);
    }

    private Unread unread(Map<TopicPartition, Long> read) {
        return new Unread(
                scan,
                group -> group.equals("firehose-sink") ? read : ELSEWHERE,
                (topic, value) -> {
                    long minute = ByteBuffer.wrap(value).getLong();
                    return minute < 0 ? Long.MAX_VALUE : minute * 60_000 + 59_999;
                },
                LATE);
    }

    private void log(long... minutes) {
        Node node = new Node(0, "localhost", 1);
        consumer.updatePartitions(
                PARTITION.topic(),
                List.of(new PartitionInfo(PARTITION.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) minutes.length));
        for (int polls = 0; polls < 10; polls++) { // the fake forgets what it answered, and each look reads again
            consumer.schedulePollTask(() -> {
                for (int i = 0; i < minutes.length; i++) {
                    if (i >= consumer.position(PARTITION)) {
                        byte[] value = ByteBuffer.allocate(Long.BYTES)
                                .putLong(minutes[i])
                                .array();
                        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, i, new byte[0], value));
                    }
                }
            });
        }
    }
}

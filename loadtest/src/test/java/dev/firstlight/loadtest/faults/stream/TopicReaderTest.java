package dev.firstlight.loadtest.faults.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is written while the reader reads is neither answered too early nor passed over. */
final class TopicReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("firstlight.ledger", 0);

    @Test
    void shouldAnswerEachRecordOnceThoughSomeComeBehindTheEnd() {
        try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            try (TopicReader reader = new TopicReader(consumer, PARTITION.topic(), 1)) {
                log(consumer, 10);
                assertThat(offsets(reader.readTo(Map.of(PARTITION, 6L)))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
                log(consumer, 10); // the fake forgets what it answered
                consumer.updateEndOffsets(Map.of(PARTITION, 10L));
                assertThat(offsets(reader.readOn())).containsExactly(6L, 7L, 8L, 9L);
            }
        }
    }

    private static void log(MockConsumer<byte[], byte[]> consumer, int records) {
        for (int i = 0; i < records; i++) {
            consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), i, null, null));
        }
    }

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::offset).toList();
    }
}

package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class LedgerReaderTest {

    private static final TopicPartition LEDGER = new TopicPartition(LoopKit.KAFKA_CONFIG.nameOf(Topic.LEDGER), 0);

    private final SchemaBook book = new SchemaBook();
    private final AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
    private final List<Long> soughtMs = new ArrayList<>();
    private final List<LedgerEntry> read = new ArrayList<>();

    /** Finds the third record for any time; sees all there is. */
    private final MockConsumer<byte[], byte[]> everything = new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times, Duration timeout) {
            soughtMs.add(times.get(LEDGER));
            return Map.of(LEDGER, new OffsetAndTimestamp(2, 0));
        }
    };

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private final LedgerReader reader = new LedgerReader(
            isCommittedOnly -> isCommittedOnly ? consumer : everything,
            LoopKit.KAFKA_CONFIG,
            book,
            Destination.FIREHOSE);

    @Test
    void shouldReadOnlyTheEntriesOfTheSourcesThatAreAskedFor() {
        ledger(
                entry("firehose-sink", "events-1", 7),
                entry("firehose-sink", "events-10", 7),
                entry("firehose-sink", "events-1@44", 7),
                entry("stream-processor", "events-1", 7),
                entry("firehose-sink", "events-2", 8));

        reader.read(Set.of("events-1", "events-2"), 0, read::add);

        assertThat(read).extracting(LedgerEntry::getSource).containsExactly("events-1", "events-2");
        assertThat(consumer.closed() && everything.closed()).isTrue();
    }

    @Test
    void shouldBeginAtTheTimeOfTheFirstMinuteLessAnHourForClocks() {
        ledger(entry("firehose-sink", "a", 1), entry("firehose-sink", "a", 2), entry("firehose-sink", "a", 3));

        reader.read(Set.of("a"), 1_000_000, read::add);

        assertThat(soughtMs).containsExactly(1_000_000 * 60_000L - 3_600_000);
        assertThat(read).extracting(LedgerEntry::getMinute).containsExactly(3L);
    }

    @Test
    void shouldReadAnEmptyLedger() {
        ledger();

        reader.read(Set.of("a"), 0, read::add);

        assertThat(read).isEmpty();
    }

    @Test
    void shouldFailRatherThanTakeHalfALedgerForTheWhole() {
        ledger(entry("firehose-sink", "a", 1));
        everything.updateEndOffsets(Map.of(LEDGER, 2L)); // the second is of a transaction that nobody ends

        assertThatThrownBy(() -> reader.read(Set.of("a"), 0, read::add)).isInstanceOf(TimeoutException.class);
    }

    private void ledger(LedgerEntry... entries) {
        for (MockConsumer<byte[], byte[]> one : List.of(consumer, everything)) {
            one.updateBeginningOffsets(Map.of(LEDGER, 0L));
            one.updateEndOffsets(Map.of(LEDGER, (long) entries.length));
        }
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < entries.length; i++) {
                if (i >= consumer.position(LEDGER)) {
                    byte[] key = LedgerKey.of(entries[i]);
                    consumer.addRecord(new ConsumerRecord<>(LEDGER.topic(), 0, i, key, codec.encode(entries[i])));
                }
            }
        });
    }

    private static LedgerEntry entry(String stage, String source, long minute) {
        return LedgerEntry.newBuilder()
                .setStage(stage)
                .setSource(source)
                .setPixelId("12345")
                .setMinute(minute)
                .setCounts(Map.of(LedgerCounts.DELIVERED, 1L))
                .setPosition(1L)
                .setWrittenAt(0)
                .build();
    }
}

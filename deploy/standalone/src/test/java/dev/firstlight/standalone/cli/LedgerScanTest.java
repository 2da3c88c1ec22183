package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.LedgerKey;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of the ledger's topic is read, and decoded. */
final class LedgerScanTest {

    private static final TopicPartition LEDGER = new TopicPartition(Topic.LEDGER.topicName(), 0);
    private static final long NOW_MS = 30_000_000 * 60_000L;
    private static final byte[] NO_ENTRY = {1, 2, 3};

    private final AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
    private final List<Long> soughtMs = new ArrayList<>();
    private final List<Long> readOffsets = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

    /** Knows one time: everything before offset 1 came before it. */
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach((partition, ms) -> {
                soughtMs.add(ms);
                found.put(partition, new OffsetAndTimestamp(1, ms));
            });
            return found;
        }
    };

    private final TopicScan scan = new TopicScan(consumer);

    @AfterEach
    void close() {
        scan.close();
    }

    @Test
    void shouldBeginAtTheFirstMinuteThatIsAskedForLessAnHourForClocks() {
        add(entry(29_999_000, "a"), entry(29_999_001, "a"));

        new Ledger(new Asked(29_999_001, Long.MAX_VALUE, null), NOW_MS, 10).readOn(scan);

        assertThat(soughtMs).containsExactly(29_999_001 * 60_000L - 3_600_000);
        assertThat(readOffsets).containsExactly(1L);
    }

    @Test
    void shouldReadTheHeartbeatsOfTheLastHourWhateverIsAskedFor() {
        add(entry(1, "a"));

        new Ledger(new Asked(Long.MAX_VALUE / 60_000, Long.MAX_VALUE, null), NOW_MS, 10).readOn(scan);

        assertThat(soughtMs).containsExactly(NOW_MS - 3_600_000);
    }

    @Test
    void shouldReadEachRecordOnceThoughItIsAskedAgain() throws Exception {
        Ledger ledger = new Ledger(new Asked(0, Long.MAX_VALUE, null), 0, 10);
        add(entry(1, "a"), entry(2, "a"), entry(2, "b"));

        ledger.readOn(scan);
        add(entry(3, "a"));
        ledger.readOn(scan);

        assertThat(readOffsets).containsExactly(0L, 1L, 2L, 3L);
        assertThat(ledger.lines("[]", false).lines()).hasSize(4);
    }

    @Test
    void shouldNotDecodeWhatIsNotAskedFor() throws Exception {
        Ledger ledger = new Ledger(new Asked(5, 6, "a"), 0, 10);
        add("collector|loop|a|4", "collector|loop|a|7", "collector|loop|b|5");
        add(entry(5, "a"));

        ledger.readOn(scan);

        assertThat(ledger.lines("[]", false).lines()).hasSize(1);
    }

    private void add(LedgerEntry... entries) {
        for (LedgerEntry entry : entries) {
            add(LedgerKey.of(entry), codec.encode(entry));
        }
        serve();
    }

    private void add(String... keys) {
        for (String key : keys) {
            add(key.getBytes(java.nio.charset.StandardCharsets.UTF_8), NO_ENTRY);
        }
    }

    private void add(byte[] key, byte[] value) {
        log.add(new ConsumerRecord<>(LEDGER.topic(), 0, log.size(), key, value));
    }

    private void serve() {
        Node node = new Node(0, "localhost", 1);
        consumer.updatePartitions(
                LEDGER.topic(),
                List.of(new PartitionInfo(LEDGER.topic(), 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(LEDGER, 0L));
        consumer.updateEndOffsets(Map.of(LEDGER, (long) log.size()));
        consumer.schedulePollTask(() -> log.stream()
                .filter(record -> record.offset() >= consumer.position(LEDGER))
                .forEach(record -> {
                    readOffsets.add(record.offset());
                    consumer.addRecord(record);
                }));
    }

    private static LedgerEntry entry(long minute, String pixel) {
        return new LedgerEntry("collector", "loop", pixel, minute, Map.of("accepted", 1L), null, 0L);
    }
}

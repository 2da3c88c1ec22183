package dev.firstlight.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads the sink's own entries back from {@code firstlight.ledger}, with a consumer made for one reading. An entry is written after the
 * minute it is about, so reading starts at that time in the log, not at its beginning. Threads: the caller's; blocks until the end
 * of the log as of the start, or fails after {@value #STALLED_POLLS_MAX} polls of a second that bring nothing.
 */
final class LedgerReader implements Ledger.Entries {

    /** By how much the collectors' clocks may be ahead of the sinks'. */
    private static final long CLOCKS_APART_MS = 3_600_000;

    private static final int STALLED_POLLS_MAX = 30;
    private static final Duration STEP = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final AvroCodec<LedgerEntry> codec;

    LedgerReader(Supplier<Consumer<byte[], byte[]>> consumers, KafkaConfig kafka, SchemaBook book) {
        this.consumers = consumers;
        this.partition = new TopicPartition(kafka.nameOf(Topic.LEDGER), 0);
        this.codec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
    }

    @Override
    public void read(Set<String> sources, long fromMinute, java.util.function.Consumer<LedgerEntry> to) {
        Set<String> prefixes = sources.stream()
                .map(source -> SinkConfig.ROOT + "|" + source + "|")
                .collect(Collectors.toSet());
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            seek(consumer, fromMinute * Tally.MINUTE_MS - CLOCKS_APART_MS);
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), STEP).get(partition));
            int stalled = 0;
            while (consumer.position(partition, STEP) < end) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(1));
                records.forEach(record -> take(record, prefixes, to));
                stalled = records.isEmpty() ? stalled + 1 : 0;
                if (stalled > STALLED_POLLS_MAX) {
                    throw new TimeoutException("the ledger was not read to its end");
                }
            }
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, long fromMs) {
        if (fromMs <= 0) {
            consumer.seekToBeginning(List.of(partition));
            return;
        }
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, fromMs), STEP).get(partition);
        if (found == null) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seek(partition, found.offset());
        }
    }

    private void take(
            ConsumerRecord<byte[], byte[]> record, Set<String> prefixes, java.util.function.Consumer<LedgerEntry> to) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        // stage|source|: all that is compared before anything is decoded, since most entries are of other stages
        int end = key.indexOf('|', key.indexOf('|') + 1) + 1;
        if (prefixes.contains(key.substring(0, end))) {
            try {
                to.accept(codec.decode(record.value()));
            } catch (UnreadableException e) {
                throw new IllegalStateException("an entry of our own cannot be read: " + e.detail(), e);
            }
        }
    }
}

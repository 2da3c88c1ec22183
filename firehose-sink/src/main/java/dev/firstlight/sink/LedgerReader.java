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
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads the sink's own committed entries back from {@code firstlight.ledger}, with a consumer made for one reading. An entry is written
 * after the minute it is about, so reading starts at that time in the log, not at its beginning.
 *
 * <p>It ends at the end of the log as of the start, open transactions included: one of ours may be committed behind an open one of another
 * stage, and would be missed by who only reads up to that. Threads: the caller's. Failure: after {@value #STALLED_POLLS_MAX} polls of a
 * second that bring us no further, which is longer than a transaction that nobody ends stays open (10 s, and the 10 s in which brokers look
 * for such).
 */
final class LedgerReader implements Ledger.Entries {

    /** By how much the collectors' clocks may be ahead of the sinks'. */
    private static final long CLOCKS_APART_MS = 3_600_000;

    private static final int STALLED_POLLS_MAX = 30;
    private static final Duration STEP = Duration.ofSeconds(10);

    /** Consumers for one use: of what is committed ({@code true}), or of all there is. */
    @FunctionalInterface
    interface Consumers {
        Consumer<byte[], byte[]> make(boolean isCommittedOnly);
    }

    private record Range(long from, long to) {}

    private final Consumers consumers;
    private final String stage;
    private final TopicPartition partition;
    private final AvroCodec<LedgerEntry> codec;

    LedgerReader(Consumers consumers, KafkaConfig kafka, SchemaBook book, Destination destination) {
        this.consumers = consumers;
        this.stage = destination.stage();
        this.partition = new TopicPartition(kafka.nameOf(Topic.LEDGER), 0);
        this.codec = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
    }

    @Override
    public void read(Set<String> sources, long fromMinute, java.util.function.Consumer<LedgerEntry> to) {
        Set<String> prefixes =
                sources.stream().map(source -> stage + "|" + source + "|").collect(Collectors.toSet());
        Range range = range(fromMinute * Tally.MINUTE_MS - CLOCKS_APART_MS);
        try (Consumer<byte[], byte[]> consumer = consumers.make(true)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, range.from());
            int stalled = 0;
            long position = range.from();
            while (position < range.to()) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> take(record, prefixes, to));
                long next = consumer.position(partition, STEP); // moves past what was aborted or compacted, too
                stalled = next == position ? stalled + 1 : 0;
                position = next;
                if (stalled > STALLED_POLLS_MAX) {
                    throw new TimeoutException("the ledger was not read to its end");
                }
            }
        }
    }

    /** From the first record at or after a time to the end, as the log has them, whatever of it is committed. */
    private Range range(long fromMs) {
        try (Consumer<byte[], byte[]> consumer = consumers.make(false)) {
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition), STEP).get(partition));
            if (fromMs <= 0) {
                return new Range(
                        Objects.requireNonNull(consumer.beginningOffsets(List.of(partition), STEP)
                                .get(partition)),
                        end);
            }
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, fromMs), STEP).get(partition);
            return new Range(found == null ? end : found.offset(), end);
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

package dev.firstlight.standalone.replay;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Reject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rejects of a time once, from their beginning to where they end now, and sends those that are wanted again. What is refused again
 * comes after that end and is not read.
 *
 * <p>Threads: the caller's. Ids stay what they were, so an event that is sent twice counts once, within the window of claims; the warehouse
 * keeps the first row beyond it too.
 */
final class RejectReplay {

    private static final Duration STEP = Duration.ofSeconds(1);

    private static final String EDGE = "collector";

    private final WantedRejects wanted;
    private final AvroCodec<Reject> codec;
    private final RejectRestorer restorer;
    private final @Nullable RawSender sender;
    private final Map<Skipped, Long> skipped = new EnumMap<>(Skipped.class);
    private long rejects;
    private long sent;

    /** @param sender none for a dry run */
    RejectReplay(WantedRejects wanted, AvroCodec<Reject> codec, RejectRestorer restorer, @Nullable RawSender sender) {
        this.wanted = wanted;
        this.codec = codec;
        this.restorer = restorer;
        this.sender = sender;
    }

    /**
     * Does it all.
     *
     * @param progress told the number of events sent so far, after each batch of rejects read
     */
    void run(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, LongConsumer progress) {
        consumer.assign(partitions);
        seek(consumer, partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (rejects < wanted.max() && !isAtEnd(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
                long end = ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
                if (record.offset() < end && rejects < wanted.max()) {
                    take(record);
                }
            }
            progress.accept(sent);
        }
        if (sender != null) {
            sender.flush();
        }
    }

    /** Rejects that were wanted. */
    long rejects() {
        return rejects;
    }

    /** Events sent, or that would be. */
    long sent() {
        return sent;
    }

    Map<Skipped, Long> skipped() {
        return skipped;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Reject reject = decoded(record);
        if (reject == null || !wanted.has(reject, record.timestamp())) {
            return;
        }
        rejects++;
        try {
            restorer.restore(reject)
                    .forEach(restored -> send(restored, reject.getStage().equals(EDGE)));
        } catch (SkippedException e) {
            skipped.merge(e.why(), 1L, Long::sum);
        }
    }

    /** One that would be refused again costs itself alone, and none of those that came with it. */
    private void send(Restored restored, boolean isOfEdge) {
        try {
            Reidentified.edit(restored.event(), wanted.edits(), isOfEdge);
        } catch (SkippedException e) {
            skipped.merge(e.why(), 1L, Long::sum);
            return;
        }
        if (sender != null) {
            sender.send(restored);
        }
        sent++;
    }

    private @Nullable Reject decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : codec.decode(record.value());
        } catch (UnreadableException e) {
            return null; // no reject of ours, so none of the wanted reasons
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        Instant from = wanted.from();
        if (from != null) {
            Map<TopicPartition, Long> asked = new HashMap<>();
            partitions.forEach(partition -> asked.put(partition, from.toEpochMilli()));
            Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
            for (TopicPartition partition : partitions) {
                OffsetAndTimestamp first = found.get(partition);
                if (first == null) {
                    consumer.seekToEnd(List.of(partition));
                } else {
                    consumer.seek(partition, first.offset());
                }
            }
        }
    }

    private static boolean isAtEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}

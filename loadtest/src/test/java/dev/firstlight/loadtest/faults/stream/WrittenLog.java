package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.avro.RawEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A raw log in memory, for tests of the oracle. Threads: one. */
final class WrittenLog {

    static final long NOW_MS = 1_795_000_000_000L;
    static final int PARTITIONS = 3;

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final long[] ends = new long[PARTITIONS];

    /** What a feed of that seed writes. */
    static WrittenLog ofFeed(long seed, int items) {
        WrittenLog log = new WrittenLog();
        Mix mix = new Mix(seed);
        try (Packing packing =
                new Packing(seed, PARTITIONS, packed -> log.append(packed.partition(), packed.value()))) {
            for (int i = 0; i < items; i++) {
                packing.add(mix.next(NOW_MS + i), NOW_MS + i);
            }
            packing.flush(NOW_MS + items);
        }
        return log;
    }

    void append(int partition, byte @Nullable [] value) {
        records.add(new ConsumerRecord<>(
                "firstlight.raw",
                partition,
                ends[partition]++,
                NOW_MS,
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                null,
                value,
                new RecordHeaders(),
                Optional.empty()));
    }

    /** A pack of one collector. */
    static byte[] pack(long firstSequence, RawEvent... items) {
        PackEncoder encoder = new PackEncoder();
        encoder.begin(new PackEncoder.Header(7, 0, 0, firstSequence, NOW_MS, 0, 0, 0, Map.of()));
        for (RawEvent item : items) {
            encoder.append(item);
        }
        return encoder.finish();
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }
}

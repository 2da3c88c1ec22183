package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A store of ids without Kafka Streams: its changelog is a list, and what Streams would tell it is told by the test. */
public final class IdStoreKit {

    public static final TopicPartition CHANGELOG = new TopicPartition("claims-changelog", 0);

    /** A record of the changelog. */
    public record Change(byte[] key, byte @Nullable [] value) {}

    /** So few that tests have files and merges as well. */
    static final int TABLE_IDS = 64;

    public final List<Change> changes = new ArrayList<>();
    public final List<String> errorLines = new ArrayList<>();
    public final IdStore store;

    public IdStoreKit(Path directory) {
        this(directory, new FilterMemory(1 << 20));
    }

    public IdStoreKit(Path directory, FilterMemory memory) {
        ErrorLog errors = new ErrorLog(InstantSource.system(), (line, cause) -> errorLines.add(line));
        store = new IdStore("claims", memory, TABLE_IDS, errors);
        openAgain(directory);
    }

    /** As Streams does after a transaction that was aborted. */
    public void openAgain(Path directory) {
        store.open(directory, (key, value, timestamp) -> changes.add(new Change(key, value)));
    }

    /** Gives the store what a changelog has. */
    public void restore(List<Change> from) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Change change : from) {
            records.add(new ConsumerRecord<>(
                    CHANGELOG.topic(), CHANGELOG.partition(), records.size(), change.key(), change.value()));
        }
        store.restoreBatch(records);
    }

    /** Into another's, which Streams has opened. */
    public static void restore(IdStore store, List<ConsumerRecord<byte[], byte[]>> records) {
        store.restoreBatch(records);
    }
}

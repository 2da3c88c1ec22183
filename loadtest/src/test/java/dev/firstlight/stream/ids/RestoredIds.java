package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The processor's store of ids, restored from a changelog without Kafka Streams, which alone may do that. */
public final class RestoredIds {

    private RestoredIds() {}

    /** Open; writes no changelog. */
    public static IdStore of(Path directory, List<ConsumerRecord<byte[], byte[]>> changelog) {
        IdStore store = new IdStore("claims", new FilterMemory(1 << 20), new ErrorLog(RestoredIds.class));
        store.open(directory, (key, value, timestamp) -> {});
        store.restoreBatch(changelog);
        return store;
    }
}

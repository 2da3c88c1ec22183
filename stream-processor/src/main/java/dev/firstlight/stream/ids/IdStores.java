package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Has Kafka Streams make {@link IdStore}s of one name, one a task, with a changelog. */
public record IdStores(String name, FilterMemory memory, ErrorLog errors) implements StoreBuilder<IdStore> {

    @Override
    public IdStore build() {
        return new IdStore(name, memory, errors);
    }

    @Override
    public Map<String, String> logConfig() {
        return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
        return true;
    }

    @Override
    public StoreBuilder<IdStore> withCachingEnabled() {
        return this; // it waits for the commit in any case
    }

    @Override
    public StoreBuilder<IdStore> withCachingDisabled() {
        throw new UnsupportedOperationException("ids go to the changelog with the commit");
    }

    @Override
    public StoreBuilder<IdStore> withLoggingEnabled(Map<String, String> config) {
        throw new UnsupportedOperationException("it has a changelog, as Kafka Streams makes it");
    }

    @Override
    public StoreBuilder<IdStore> withLoggingDisabled() {
        throw new UnsupportedOperationException("without a changelog a kill would lose what was seen");
    }
}

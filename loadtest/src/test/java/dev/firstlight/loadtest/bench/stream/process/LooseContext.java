package dev.firstlight.loadtest.bench.stream.process;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * What a stage of the processor sees of Kafka Streams, without it: what is forwarded goes to a consumer, stores are in memory, nothing is
 * scheduled. Threads: one.
 */
public final class LooseContext<K, V> implements ProcessorContext<K, V> {

    private static final String NAME = "loose";

    private final Consumer<Record<? extends K, ? extends V>> out;
    private final Map<String, MapStore> stores = new HashMap<>();
    private final int partition;
    private long offset;

    public LooseContext(int partition, Consumer<Record<? extends K, ? extends V>> out) {
        this.partition = partition;
        this.out = out;
    }

    @Override
    public <F extends K, W extends V> void forward(Record<F, W> record) {
        out.accept(record);
    }

    @Override
    public <F extends K, W extends V> void forward(Record<F, W> record, String node) {
        out.accept(record);
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        long at = offset++;
        return Optional.of(new RecordMetadata() {
            @Override
            public String topic() {
                return NAME;
            }

            @Override
            public int partition() {
                return partition;
            }

            @Override
            public long offset() {
                return at;
            }
        });
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // as the interface has it; stages ask for no other kind of store
    public <S extends StateStore> S getStateStore(String name) {
        return (S) stores.computeIfAbsent(name, unused -> new MapStore());
    }

    @Override
    public Cancellable schedule(Duration each, PunctuationType type, Punctuator callback) {
        return () -> {};
    }

    @Override
    public Cancellable schedule(Instant start, Duration each, PunctuationType type, Punctuator callback) {
        return () -> {};
    }

    @Override
    public long currentSystemTimeMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long currentStreamTimeMs() {
        return System.currentTimeMillis();
    }

    @Override
    public String applicationId() {
        return NAME;
    }

    @Override
    public TaskId taskId() {
        return new TaskId(0, partition);
    }

    @Override
    public Serde<?> keySerde() {
        return Serdes.ByteArray();
    }

    @Override
    public Serde<?> valueSerde() {
        return Serdes.ByteArray();
    }

    @Override
    public File stateDir() {
        throw new UnsupportedOperationException("no stage writes files of its own");
    }

    @Override
    public StreamsMetrics metrics() {
        throw new UnsupportedOperationException("stages have meters of their own");
    }

    @Override
    public void commit() {}

    @Override
    public Map<String, Object> appConfigs() {
        return Map.of();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return Map.of();
    }
}

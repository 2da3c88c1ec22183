package org.apache.kafka.streams.state.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Whatever waits and whatever is on disk: read as one, and all of it there after an orderly end or a commit. */
final class BatchedRocksDBStoreTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("claims-changelog", 0);

    @TempDir
    private Path directory;

    private KeyValueStore<Bytes, byte[]> store;

    @BeforeEach
    void open() {
        store = opened(directory.resolve("one"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldDoAsAMapDoes() {
        Seeded.repeat(20, random -> {
            Path own = directory.resolve("seed-" + random.nextLong());
            KeyValueStore<Bytes, byte[]> any = opened(own);
            TreeMap<Bytes, byte[]> model = new TreeMap<>();
            for (int i = 0; i < 2_000; i++) {
                any = step(random, any, own, model);
            }
            assertThat(content(any)).isEqualTo(content(model));
            any.close();
        });
    }

    @Test
    void shouldHaveWrittenAllWhenOffsetsAreCommitted() throws RocksDBException {
        for (int i = 0; i < 100; i++) {
            store.put(key(i), new byte[] {1});
        }

        store.commit(Map.of(CHANGELOG, 100L));

        for (int i = 0; i < 100; i++) {
            assertThat(((RocksDBStore) store).db.get(key(i).get())).isNotNull();
        }
    }

    @Test
    void shouldNotKeepMoreThanABatchFromTheDatabase() throws RocksDBException {
        for (int i = 0; i < 1_000; i++) {
            store.put(key(i), new byte[0]);
        }

        assertThat(((RocksDBStore) store).db.getLongProperty("rocksdb.num-entries-active-mem-table"))
                .isBetween(1_000L - 256, 1_000L);
    }

    private KeyValueStore<Bytes, byte[]> step(
            Random random, KeyValueStore<Bytes, byte[]> any, Path own, Map<Bytes, byte[]> model) {
        Bytes key = key(random.nextInt(500));
        byte[] value = new byte[random.nextInt(3)];
        random.nextBytes(value);
        switch (random.nextInt(40)) {
            case 0 -> {
                any.close();
                return opened(own);
            }
            case 1 -> any.commit(Map.of(CHANGELOG, 1L));
            case 2 -> assertThat(content(any)).isEqualTo(content(model));
            case 3, 4, 5, 6 -> assertThat(any.delete(key)).isEqualTo(model.remove(key));
            case 7 -> {
                any.putAll(List.of(KeyValue.pair(key, value), KeyValue.pair(key(1), value)));
                model.put(key, value);
                model.put(key(1), value);
            }
            case 8, 9 -> assertThat(any.putIfAbsent(key, value)).isEqualTo(model.putIfAbsent(key, value));
            default -> {
                assertThat(any.get(key)).isEqualTo(model.get(key));
                if (random.nextBoolean()) {
                    any.put(key, value);
                    model.put(key, value);
                }
            }
        }
        return any;
    }

    private static KeyValueStore<Bytes, byte[]> opened(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        MockProcessorContext<Object, Object> context =
                new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        KeyValueStore<Bytes, byte[]> store = BatchedRocksDBStore.named("claims").get();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    private static Bytes key(int number) {
        return Bytes.wrap(new byte[] {(byte) (number >> 8), (byte) number});
    }

    private static List<String> content(KeyValueStore<Bytes, byte[]> store) {
        List<String> entries = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> entries.add(text(entry.key, entry.value)));
        }
        return entries;
    }

    private static List<String> content(Map<Bytes, byte[]> model) {
        return model.entrySet().stream()
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String text(Bytes key, byte[] value) {
        return key + "=" + Bytes.wrap(value);
    }
}

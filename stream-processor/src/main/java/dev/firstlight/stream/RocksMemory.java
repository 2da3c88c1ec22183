package dev.firstlight.stream;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the native memory of all stores of this process: without it each store takes up to 100 MB, and there are four per partition.
 *
 * <p>Threads: any. Close it after the streams that use it.
 */
final class RocksMemory implements AutoCloseable {

    private static final String CONFIG = "firstlight.rocks.memory";

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    /** Half of {@code bytes} may be writes that are not yet on disk; they are charged to the cache, so that the whole is the bound. */
    RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes);
        writeBuffers = new WriteBufferManager(bytes / 2, cache);
    }

    /** Has the stores of these properties' streams use it. */
    static void install(Properties properties, RocksMemory memory) {
        properties.put(CONFIG, memory);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, Setter.class);
    }

    @Override
    public void close() {
        writeBuffers.close();
        cache.close();
    }

    /** Made by Kafka Streams, once a store. */
    public static final class Setter implements RocksDBConfigSetter {

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (configs.get(CONFIG) instanceof RocksMemory memory) {
                // Streams' own table settings stay: they carry the Bloom filter that makes "not seen" cheap.
                BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
                table.setBlockCache(memory.cache);
                table.setCacheIndexAndFilterBlocks(true); // within the bound, too
                table.setPinTopLevelIndexAndFilter(true);
                options.setTableFormatConfig(table);
                options.setWriteBufferManager(memory.writeBuffers);
            }
        }

        @Override
        public void close(String storeName, Options options) {
            // The cache and the buffers are shared: their owner closes them.
        }
    }
}

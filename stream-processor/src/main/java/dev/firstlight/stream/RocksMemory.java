package dev.firstlight.stream;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the native memory of all stores of this process: without it each store takes up to 100 MB, and there are four per partition. Event ids are
 * in none of them.
 *
 * <p>What is read by chance must fit in small pieces: a Bloom filter and an index in one block each grow with their file, and one that is
 * larger than a shard of the cache is read from disk at every lookup (measured: 120 µs of processor time a claim at 3 M ids, 16 µs with
 * them in partitions). Threads: any. Close it after the streams that use it.
 */
final class RocksMemory implements AutoCloseable {

    private static final String CONFIG = "firstlight.rocks.memory";

    /** Share of the cache that data blocks cannot push filters and indexes out of. */
    private static final double HIGH_PRIORITY_SHARE = 0.5;

    /** As many shards as threads will ever meet in it; fewer make each larger. */
    private static final int SHARD_BITS = 3;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    /** Half of {@code bytes} may be writes that are not yet on disk; they are charged to the cache, so that the whole is the bound. */
    RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        cache = new LRUCache(bytes, SHARD_BITS, false, HIGH_PRIORITY_SHARE);
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

    /** Made by Kafka Streams, once a store. What is not named here is as Streams and RocksDB have it, checksums of every block included. */
    public static final class Setter implements RocksDBConfigSetter {

        /** Filters and index partitions: small enough to come and go by need. */
        private static final int METADATA_BLOCK_BYTES = 4 * 1024;

        /** Larger than Streams' 4 KiB: a quarter of the index; only repeats read a data block at all. */
        private static final int BLOCK_BYTES = 16 * 1024;

        /** A store takes an eighth of this at once, and there are four of them per partition, all of which write little. */
        private static final long WRITE_BUFFER_BYTES = 2L << 20;

        /** So that an id that is new is not looked for in what has not yet been written to disk. */
        private static final double MEMTABLE_BLOOM_SHARE = 0.1;

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (configs.get(CONFIG) instanceof RocksMemory memory) {
                // Streams' own table settings stay: they carry the Bloom filter of 10 bits a key that makes "not seen"
                // cheap.
                BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
                table.setBlockCache(memory.cache);
                table.setCacheIndexAndFilterBlocks(true); // within the bound, too
                table.setCacheIndexAndFilterBlocksWithHighPriority(true);
                table.setIndexType(IndexType.kTwoLevelIndexSearch);
                table.setPartitionFilters(true);
                table.setMetadataBlockSize(METADATA_BLOCK_BYTES);
                table.setPinTopLevelIndexAndFilter(true); // some KiB a file
                table.setBlockSize(BLOCK_BYTES);
                options.setTableFormatConfig(table);
                // Streams' own setting leaves the oldest files without a filter, as if most keys were found; nearly
                // every
                // id is new, and each would read a block of ids to learn that.
                options.setOptimizeFiltersForHits(false);
                options.setWriteBufferManager(memory.writeBuffers);
                options.setWriteBufferSize(WRITE_BUFFER_BYTES);
                options.setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE);
                options.setMemtableWholeKeyFiltering(true);
                // Files stay open: some dozen a store, each checked when the store is opened and not when an event
                // first needs it.
                options.setMaxOpenFiles(-1);
                options.setParanoidChecks(true); // the default, and what finding damage rests on
                // Not compressed, as Streams has it: half of an id is chance and its prefix is shared within a block.
                // Universal compaction, as Streams has it: at 5 M ids it and levels both cost 16 µs a claim and 27
                // bytes an id.
            }
        }

        @Override
        public void close(String storeName, Options options) {
            // The cache and the buffers are shared: their owner closes them.
        }
    }
}

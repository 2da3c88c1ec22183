package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link SeenIds} as a store of Kafka Streams: ids that are added go to its changelog together when the transaction is about to be committed, and
 * come back from there.
 *
 * <p>It is found again only when it was closed with nothing added since the last commit; otherwise it may hold ids of an aborted transaction, and
 * begins from nothing. Threads: the task's, before that the one that restores it. Failure: {@link ProcessorStateException}, which
 * ends the thread and the transaction with it.
 *
 * <p>Two of the names it uses are Streams' internal ones: a store of one's own has no public way to write its changelog before a commit
 * ({@link CachedStateStore#flushCache}, {@link InternalProcessorContext#logChange}). A version that changes them does not compile.
 */
public final class IdStore implements StateStore, CachedStateStore<byte[], byte[]> {

    private static final String DIRECTORY = "ids";

    /** Where changes go. */
    interface Changes {
        void log(byte[] key, byte @Nullable [] value, long timestamp);
    }

    private final String name;
    private final FilterMemory memory;
    private final int tableIds;
    private final ErrorLog errors;
    private final long[] pending = new long[2 * IdBatch.IDS_MAX];
    private final Queue<TakenBack> takenBack = new ArrayDeque<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    private @Nullable SeenIds ids;
    private @Nullable Changes changes;
    private int pendingCount;
    private long pendingGeneration;
    private long pendingTimestamp;
    private boolean isUncommitted;

    /** Batches of a generation that is over, of which the changelog still has some. */
    private static final class TakenBack {

        private final long generation;
        private final long end;
        private long next;

        TakenBack(long generation, long end) {
            this.generation = generation;
            this.end = end;
        }
    }

    public IdStore(String name, FilterMemory memory, ErrorLog errors) {
        this(name, memory, IdTable.IDS_MAX, errors);
    }

    /** @param tableIds of a generation that wait in memory at most */
    IdStore(String name, FilterMemory memory, int tableIds, ErrorLog errors) {
        this.name = name;
        this.memory = memory;
        this.tableIds = tableIds;
        this.errors = errors;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        InternalProcessorContext<?, ?> streams = (InternalProcessorContext<?, ?>) context;
        open(
                context.stateDir().toPath(),
                (key, value, timestamp) -> streams.logChange(
                        name, Bytes.wrap(key), value, timestamp, new RecordHeaders(), Position.emptyPosition()));
        context.register(root, (RecordBatchingStateRestoreCallback) this::restoreBatch);
    }

    void open(Path stateDirectory, Changes to) {
        Path directory = stateDirectory.resolve(DIRECTORY).resolve(name);
        try {
            ids = SeenIds.open(directory, memory, tableIds, errors);
            changes = to;
            pendingCount = 0; // Streams opens the same object again after a transaction that was aborted
            isUncommitted = false;
            takenBack.clear();
            committed.clear();
            committed.putAll(ids.offsets());
        } catch (IOException | DamagedIdsException e) {
            throw new ProcessorStateException("Error opening store " + name + " at location " + directory, e);
        }
    }

    public boolean contains(long generation, long hi, long lo) {
        try {
            return ids().contains(generation, hi, lo);
        } catch (IOException | DamagedIdsException e) {
            throw failed("looking into", e);
        }
    }

    /**
     * Adds one that is not there.
     *
     * @param timestamp of the record it came with
     */
    public void add(long generation, long hi, long lo, long timestamp) {
        if (pendingCount == IdBatch.IDS_MAX || pendingCount > 0 && pendingGeneration != generation) {
            flushCache();
        }
        isUncommitted = true;
        try {
            ids().add(generation, hi, lo);
        } catch (IOException | DamagedIdsException e) {
            throw failed("adding to", e);
        }
        pendingTimestamp = pendingCount == 0 ? timestamp : Math.max(timestamp, pendingTimestamp);
        pendingGeneration = generation;
        pending[2 * pendingCount] = hi;
        pending[2 * pendingCount + 1] = lo;
        pendingCount++;
    }

    /**
     * Forgets all generations before {@code end} and answers how many ids that were. Their files are gone at once; what the changelog has of
     * them is taken back in steps, a call at a time. To be called once a second or so: it also goes on with merges that nothing else does.
     *
     * @param stepMax records of the changelog a call
     */
    public long forgetBefore(long end, int stepMax, long timestamp) {
        long forgotten = 0;
        try {
            for (long generation : ids().generationsBefore(end)) {
                flushCache(); // what waits may be of this one
                forgotten += ids().countOf(generation);
                takenBack.add(new TakenBack(generation, ids().forget(generation)));
                isUncommitted = true;
            }
            ids().goOnWithOlder();
        } catch (IOException | DamagedIdsException e) {
            throw failed("forgetting in", e);
        }
        takeBack(stepMax, timestamp);
        return forgotten;
    }

    private void takeBack(int max, long timestamp) {
        int left = max;
        while (left > 0 && !takenBack.isEmpty()) {
            TakenBack over = takenBack.element();
            while (left > 0 && over.next < over.end) {
                isUncommitted = true;
                changes().log(IdBatch.key(over.generation, over.next++), null, timestamp);
                left--;
            }
            if (over.next == over.end) {
                takenBack.remove();
            }
        }
    }

    /** Ids that are known. */
    public long count() {
        return ids().count();
    }

    /** Called before each commit. */
    @Override
    public void flushCache() {
        if (pendingCount > 0) {
            long least = 0; // what is still to be taken back of a generation of that number must not be this
            for (TakenBack over : takenBack) {
                least = over.generation == pendingGeneration ? Math.max(least, over.end) : least;
            }
            byte[] key = IdBatch.key(pendingGeneration, ids().nextBatch(pendingGeneration, least));
            changes().log(key, IdBatch.value(pending, pendingCount), pendingTimestamp);
            pendingCount = 0;
        }
    }

    void restoreBatch(Collection<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!IdBatch.isReadable(record.key(), record.value())) {
                throw new ProcessorStateException(
                        "the changelog of " + name + " has at offset " + record.offset() + " what is no batch of ids");
            }
            long generation = IdBatch.generation(record.key());
            try {
                if (record.value() == null) {
                    ids().takenBack(generation, IdBatch.number(record.key()));
                } else {
                    ids().restore(generation, IdBatch.number(record.key()), ByteBuffer.wrap(record.value()));
                }
            } catch (IOException | DamagedIdsException e) {
                throw failed("restoring", e);
            }
        }
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false; // nobody listens to single changes
    }

    @Override
    public void clearCache() {
        pendingCount = 0;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    @SuppressWarnings("deprecation") // Streams asks until all stores do
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        committed.clear();
        committed.putAll(changelogOffsets);
        isUncommitted = false;
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return committed.get(partition);
    }

    @Override
    public boolean isOpen() {
        return ids != null;
    }

    @Override
    public void close() {
        SeenIds closing = ids;
        ids = null;
        if (closing == null) {
            return;
        }
        try {
            if (isUncommitted || pendingCount > 0 || committed.isEmpty()) {
                closing.close();
            } else {
                Map<Long, Long> over = new HashMap<>();
                takenBack.forEach(each -> over.put(each.generation, each.end)); // to be gone on with
                closing.closeAs(committed, over);
            }
        } catch (IOException | DamagedIdsException e) {
            throw failed("closing", e);
        }
    }

    private ProcessorStateException failed(String doing, Exception cause) {
        return new ProcessorStateException("Error " + doing + " store " + name, cause);
    }

    private SeenIds ids() {
        if (ids == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return ids;
    }

    private Changes changes() {
        if (changes == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return changes;
    }
}

package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Packs whose writer's schema is not known yet, put aside in a store that commits with the events, so that the partition goes on beside
 * them.
 *
 * <p>Why aside: whoever waits inside a Kafka Streams task holds its transaction (10 s) and its thread, and whoever throws has the task's
 * whole state rebuilt. Packs need no order among them, so waiting costs nothing but place. Each is tried again in turn, about once a
 * second; after {@code refuseAfter}, or as the oldest when there is no room, it gets its last try and is refused with its bytes.
 *
 * <p>Layout: {@code 'm'} → count, bytes; {@code 'p'} offset → since, appended at, pack. Threads: the task's. Bounds:
 * {@code waitingBytesMax}; a step tries {@value #STEP_PACKS} packs or {@value #STEP_BYTES} bytes.
 */
final class WaitingPacks {

    /** What becomes of a pack. */
    @FunctionalInterface
    interface Reader {
        /** Whether it was dealt with; when {@code isLastTry}, it must be. */
        boolean read(long offset, long appendedAtMs, byte[] pack, boolean isLastTry);
    }

    private record Waiting(Bytes key, long sinceMs, long appendedAtMs, byte[] pack) {

        static Waiting of(KeyValue<Bytes, byte[]> entry) {
            ByteBuffer b = ByteBuffer.wrap(entry.value);
            return new Waiting(
                    entry.key,
                    b.getLong(),
                    b.getLong(),
                    Arrays.copyOfRange(entry.value, HEAD_BYTES, entry.value.length));
        }

        long offset() {
            return ByteBuffer.wrap(key.get(), 1, Long.BYTES).getLong();
        }
    }

    private record Totals(long count, long bytes) {}

    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final int STEP_PACKS = 100;

    /** All tasks of a thread take their turns within one transaction of ten seconds; with more than fifty of them there is still time. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int STEP_BYTES = 8 * 1024 * 1024;
    private static final Bytes TOTALS = Bytes.wrap(new byte[] {'m'});
    private static final Bytes FIRST = Bytes.wrap(new byte[] {'p'});

    private final KeyValueStore<Bytes, byte[]> store;
    private final DecodeConfig config;
    private final Reader reader;
    private final ErrorLog errors;
    private @Nullable Bytes triedUpTo;

    WaitingPacks(KeyValueStore<Bytes, byte[]> store, DecodeConfig config, Reader reader, ErrorLog errors) {
        this.store = store;
        this.config = config;
        this.reader = reader;
        this.errors = errors;
    }

    /** Puts a pack aside; the oldest make room for it. */
    void add(long offset, long appendedAtMs, byte[] pack, long nowMs) {
        Bytes turn = triedUpTo;
        while (totals().count() > 0 && totals().bytes() + pack.length > config.waitingBytesMax()) {
            triedUpTo = null;
            errors.report("there is no room for more packs that wait for a writer's schema; the oldest are refused");
            step(1).forEach(oldest -> end(oldest, true));
        }
        triedUpTo = turn;
        byte[] value = ByteBuffer.allocate(HEAD_BYTES + pack.length)
                .putLong(nowMs)
                .putLong(appendedAtMs)
                .put(pack)
                .array();
        store.put(
                Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) 'p')
                        .putLong(offset)
                        .array()),
                value);
        total(1, pack.length);
    }

    /** Tries the next of them again. */
    void retry(long nowMs) {
        if (count() == 0) {
            return;
        }
        boolean isLate = false;
        long startedNanos = System.nanoTime();
        for (Waiting waiting : step(STEP_PACKS)) {
            long waitedMs = nowMs - waiting.sinceMs();
            boolean isDone = end(waiting, waitedMs >= config.refuseAfter().toMillis());
            isLate |= !isDone && waitedMs >= config.alarmAfter().toMillis();
            if (System.nanoTime() - startedNanos > STEP_NANOS) {
                triedUpTo = waiting.key();
                break;
            }
        }
        if (isLate) {
            errors.report("packs wait for a writer's schema that firstlight.schemas does not have;"
                    + " raw_packs_waiting says how many");
        }
    }

    long count() {
        return totals().count();
    }

    private boolean end(Waiting waiting, boolean isLastTry) {
        boolean isDone = reader.read(waiting.offset(), waiting.appendedAtMs(), waiting.pack(), isLastTry);
        if (isDone) {
            store.delete(waiting.key());
            total(-1, -waiting.pack().length);
        }
        return isDone;
    }

    /** The next at most {@code max} in the order of the log, from the first again after the last. */
    private List<Waiting> step(int max) {
        List<Waiting> next = new ArrayList<>();
        long stepBytes = 0;
        boolean isMore;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(triedUpTo == null ? FIRST : triedUpTo, null)) {
            while (entries.hasNext() && next.size() < max && stepBytes < STEP_BYTES) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (!entry.key.equals(triedUpTo)) {
                    next.add(Waiting.of(entry));
                    stepBytes += entry.value.length;
                }
            }
            isMore = entries.hasNext();
        }
        triedUpTo = isMore && !next.isEmpty() ? next.get(next.size() - 1).key() : null;
        return next;
    }

    private Totals totals() {
        byte[] bytes = store.get(TOTALS);
        if (bytes == null) {
            return new Totals(0, 0);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        return new Totals(b.getLong(), b.getLong());
    }

    private void total(int packs, long more) {
        Totals before = totals();
        store.put(
                TOTALS,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(before.count() + packs)
                        .putLong(before.bytes() + more)
                        .array());
    }
}

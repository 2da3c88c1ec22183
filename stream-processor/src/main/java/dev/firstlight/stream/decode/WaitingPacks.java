package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
 * <p>That time must have passed by this machine's clock and by the log's. Each may be days off, this one when somebody sets it right, that one
 * by a single record that a broker stamped wrongly; neither alone may refuse all that waits.
 *
 * <p>Layout: {@code 'm'} → count, bytes; {@code 'p'} offset → since, appended at, pack. Threads: the task's. Bounds:
 * {@code waitingBytesMax}; a turn tries {@value #STEP_PACKS} packs or {@value #STEP_BYTES} bytes, and ends after {@value #STEP_MS} ms.
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

        /** By the clock that says less; of a record that is stamped ahead of the log's present time only this machine's says anything. */
        long waitedMs(long nowMs, long logNowMs) {
            long here = nowMs - sinceMs;
            return appendedAtMs > logNowMs ? here : Math.min(here, logNowMs - appendedAtMs);
        }

        long offset() {
            return ByteBuffer.wrap(key.get(), 1, Long.BYTES).getLong();
        }
    }

    private record Totals(long count, long bytes) {}

    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final int STEP_PACKS = 100;

    /** All tasks of a thread take their turns within one transaction of ten seconds; with more than fifty of them there is still time. */
    private static final long STEP_MS = 100;

    private static final int STEP_BYTES = 8 * 1024 * 1024;
    private static final Bytes TOTALS = Bytes.wrap(new byte[] {'m'});
    private static final Bytes FIRST = Bytes.wrap(new byte[] {'p'});

    private final KeyValueStore<Bytes, byte[]> store;
    private final DecodeConfig config;
    private final Reader reader;
    private final LongSupplier nanoTime;
    private final ErrorLog errors;
    private @Nullable Bytes triedUpTo;

    /** @param nanoTime as {@link System#nanoTime} */
    WaitingPacks(
            KeyValueStore<Bytes, byte[]> store,
            DecodeConfig config,
            Reader reader,
            LongSupplier nanoTime,
            ErrorLog errors) {
        this.store = store;
        this.config = config;
        this.reader = reader;
        this.nanoTime = nanoTime;
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

    /**
     * Tries the next of them again.
     *
     * @param nowMs by this machine's clock
     * @param logNowMs by the log's, which goes on with this machine's while there is nothing to read
     */
    void retry(long nowMs, long logNowMs) {
        if (count() == 0) {
            return;
        }
        boolean isLate = false;
        long endNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(STEP_MS);
        for (Waiting waiting : step(STEP_PACKS)) {
            long waitedMs = waiting.waitedMs(nowMs, logNowMs);
            boolean isDone = end(waiting, waitedMs >= config.refuseAfter().toMillis());
            isLate |=
                    !isDone && nowMs - waiting.sinceMs() >= config.alarmAfter().toMillis();
            if (nanoTime.getAsLong() - endNanos > 0) {
                triedUpTo = waiting.key(); // the next turn goes on behind it
                break;
            }
        }
        if (isLate) {
            errors.report("packs wait for a writer's schema that firstlight.schemas does not have;"
                    + " raw_packs_waiting says how many");
        }
    }

    /** When the log took the first of them in its order, or {@link Long#MAX_VALUE} when none waits: up to there all is read. */
    long firstAppendedAtMs() {
        if (count() == 0) {
            return Long.MAX_VALUE;
        }
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(FIRST, null)) {
            return entries.hasNext() ? Waiting.of(entries.next()).appendedAtMs() : Long.MAX_VALUE;
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

package dev.firstlight.standalone.warehouse;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads objects, and holds those whose load failed until each is loaded or given up: every one has a next try at a time of its own, so none waits for another's.
 *
 * <p>Failure. The object's own, as a line that is no row or a file that is not there: it is tried each {@value #AGAIN_MS} ms for as long as configured and then
 * given up, as Firehose gives up a COPY. Anything else is the warehouse's, as a disk that is full or too full for this object, or too little memory: no object is given up
 * for that, however long it lasts; it is tried again, counted and logged. That a failure could be written down in the warehouse says nothing: a disk
 * takes a sentence when it takes no object any more. An object whose manifest cannot be written is not given up either. When the failure could not be written down, the others are not even tried before the next round. When the warehouse does not answer
 * at all, this throws: nothing in this process mends it.
 *
 * <p>Bounds: past {@value #HELD_MAX} objects {@link #isFull}, and the owner brings no more. Threads: the owner's; {@link #sinceMs} and {@link #size} any.
 */
final class Trials {

    /** Where failures are written down. */
    interface Account {

        /** @throws SQLException when the warehouse takes nothing, not even this */
        void note(String object, Exception why) throws SQLException;

        /** Whether the warehouse can be asked at all. */
        boolean answers();
    }

    static final long AGAIN_MS = 1_000;

    /** As many as may wait for their first try. */
    static final int HELD_MAX = 10_000;

    /** A load looks through all that the table has, and takes hardly longer for ten objects than for one. */
    static final int TOGETHER_MAX = 64;

    /**
     * An object that failed.
     *
     * @param announcedMs epoch milliseconds, 0 when not known
     * @param failedSinceNanos its first failure that was its own; nothing before that
     */
    private record Trial(long announcedMs, @Nullable Long failedSinceNanos, long dueNanos) {}

    private final Copy copy;
    private final Account account;
    private final Manifests manifests;
    private final long retryNanosMax;
    private final LongSupplier nanoTime;
    private final Meters meters;
    private final ErrorLog errors;

    /** In the order of their next try: all wait equally long, and who failed again comes last. */
    private final Map<String, Trial> held = new LinkedHashMap<>();

    private volatile long sinceMs = Long.MAX_VALUE;
    private volatile int size;

    Trials(
            Copy copy,
            Account account,
            Manifests manifests,
            Duration retryMax,
            LongSupplier nanoTime,
            Meters meters,
            ErrorLog errors) {
        this.copy = copy;
        this.account = account;
        this.manifests = manifests;
        this.retryNanosMax = retryMax.toNanos();
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.errors = errors;
    }

    /**
     * Tries each of these once; together at first, and when that fails each alone. Who fails is held or given up when this returns.
     *
     * @param announcedMs epoch milliseconds at or before which the first of them was announced; 0 when not known
     */
    void load(List<String> names, long announcedMs) {
        if (names.size() > 1 && failure(names) == null) {
            held.keySet().removeAll(names);
        } else {
            loadEach(names, announcedMs);
        }
        size = held.size();
        sinceMs = held.values().stream().mapToLong(Trial::announcedMs).min().orElse(Long.MAX_VALUE);
    }

    /** Tries those again whose time has come, at most {@value #TOGETHER_MAX}: what was never tried waits for no more. */
    void again() {
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Trial> trial : held.entrySet()) {
            if (due.size() == TOGETHER_MAX || trial.getValue().dueNanos() - nanoTime.getAsLong() > 0) {
                break;
            }
            due.add(trial.getKey());
        }
        if (!due.isEmpty()) {
            load(due, 0);
        }
    }

    /** Until the next try is due, or {@value #AGAIN_MS} when none is. */
    long untilDueMs() {
        for (Trial first : held.values()) {
            long left = TimeUnit.NANOSECONDS.toMillis(first.dueNanos() - nanoTime.getAsLong());
            return Math.max(0, Math.min(AGAIN_MS, left + 1));
        }
        return AGAIN_MS;
    }

    boolean holds(String name) {
        return held.containsKey(name);
    }

    boolean isFull() {
        return held.size() >= HELD_MAX;
    }

    int size() {
        return size;
    }

    /** When the oldest that is held was announced, or earlier: epoch milliseconds, 0 when not known, {@code Long.MAX_VALUE} when none is. */
    long sinceMs() {
        return sinceMs;
    }

    private void loadEach(List<String> names, long announcedMs) {
        boolean isAway = false;
        for (String name : names) {
            Exception why = isAway ? null : failure(List.of(name));
            if (why == null && !isAway) {
                held.remove(name);
                continue;
            }
            boolean isItsOwn = false;
            if (why != null) {
                meters.add(StandaloneMeter.WAREHOUSE_LOADS_FAILED);
                isAway = !isNoted(name, why);
                isItsOwn = !isAway && isOfTheObject(why);
                if (!isItsOwn) {
                    meters.add(StandaloneMeter.WAREHOUSE_AWAY);
                }
            }
            hold(name, announcedMs, isItsOwn);
        }
    }

    /** What is not known to be the object's is the warehouse's: trying too often costs little, giving up costs rows. */
    private static boolean isOfTheObject(Exception why) {
        return why instanceof RefusedObjectException || why instanceof NoSuchFileException;
    }

    private @Nullable Exception failure(List<String> names) {
        try {
            copy.load(names);
            return null;
        } catch (SQLException | IOException | RuntimeException e) {
            errors.report(
                    isOfTheObject(e)
                            ? "an object cannot be loaded"
                            : "the warehouse cannot load; it tries again until it can, and gives nothing up for that",
                    e);
            return e;
        }
    }

    /** False when the warehouse takes nothing at all. */
    private boolean isNoted(String name, Exception why) {
        try {
            account.note(name, why);
            return true;
        } catch (SQLException e) {
            if (!account.answers()) {
                throw new IllegalStateException("the warehouse's database answers no more", e);
            }
            errors.report("the warehouse takes nothing; all objects wait", e);
            return false;
        }
    }

    private void hold(String name, long announcedMs, boolean isItsOwn) {
        long nowNanos = nanoTime.getAsLong();
        Trial before = held.get(name);
        Long since = before == null ? null : before.failedSinceNanos();
        if (since == null && isItsOwn) {
            since = nowNanos;
        }
        if (isItsOwn && since != null && nowNanos - since >= retryNanosMax && isGivenUp(name)) {
            held.remove(name);
            return;
        }
        long announced = before == null ? announcedMs : before.announcedMs();
        held.remove(name);
        held.put(name, new Trial(announced, since, nowNanos + TimeUnit.MILLISECONDS.toNanos(AGAIN_MS)));
    }

    /** False when that cannot be written down, as on a full disk: whoever let go of it then would have lost it, so it is tried again. */
    private boolean isGivenUp(String name) {
        try {
            manifests.write(name);
            meters.add(StandaloneMeter.WAREHOUSE_OBJECTS_SET_ASIDE);
            return true;
        } catch (IOException e) {
            meters.add(StandaloneMeter.WAREHOUSE_AWAY);
            errors.report(
                    "an object is to be given up, and its manifest cannot be written; it is tried again until it can",
                    e);
            return false;
        }
    }
}

package dev.firstlight.sink;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was delivered of one partition of {@code firstlight.events}: absolute counts by minute and pixel, each with the offset up to
 * which it is complete. An offset below that is not counted again, so counts are exact across restarts.
 *
 * <p>Bounds: minutes before the horizon are not held. The horizon is two days behind the newest minute, or higher when more than
 * {@code heldMax} counts would be held. Rows of such minutes are counted exactly all the same, in entries under a source of their
 * own, {@code topic-partition@offset}: the offset of the first of them since the last commit, which a repetition finds again, and so
 * replaces its own entry. That holds because the horizon is committed with the offset and moves with it only. Threads: one,
 * which alone changes anything; {@link #addTo} any, so that and what changes exclude each other.
 */
final class PartitionLedger {

    /** Counts restored of one partition; far beyond what is held, since cutting here would count a repetition twice. */
    private static final int RESTORED_MAX = 250_000;

    static final long MINUTES_HELD = 2 * 24 * 60;

    /** A collector whose clock is ahead by more than this does not move the horizon. */
    private static final long MINUTES_AHEAD_MAX = 60;

    private record Held(LedgerCounts counts, long position) {}

    private final String stage;
    private final String source;
    private final TreeMap<Long, Map<String, Held>> minutes = new TreeMap<>();
    private final int heldMax;
    private long horizon;
    private long restoredUpTo;
    private int held;

    PartitionLedger(String stage, String source, long horizon, int heldMax) {
        this.stage = stage;
        this.source = source;
        this.horizon = horizon;
        this.heldMax = heldMax;
    }

    String source() {
        return source;
    }

    int held() {
        return held;
    }

    /** Takes over what an earlier sink wrote; of the same key the last one counts. */
    synchronized void restore(LedgerEntry entry) {
        Long position = entry.getPosition();
        if (position != null && entry.getMinute() >= horizon) {
            hold(entry.getPixelId(), entry.getMinute(), new Held(LedgerCounts.of(entry), position));
            restoredUpTo = Math.max(restoredUpTo, position);
            if (held > RESTORED_MAX) { // can only be when offsets were set by hand: there is no horizon then
                raiseHorizon(minutes.firstKey() + 1);
            }
        }
    }

    /** Whether a record of this offset is still to be counted. */
    boolean isUncounted(String pixel, long minute, long offset) {
        Map<String, Held> pixels = minutes.get(minute);
        Held known = pixels == null ? null : pixels.get(pixel);
        return known == null || offset >= known.position();
    }

    /** The entries that the ledger must hold before {@code nextOffset} is committed. */
    List<LedgerEntry> entries(Tally tally, long nextOffset, long nowMs) {
        List<LedgerEntry> entries = new ArrayList<>();
        tally.cells().forEach((key, cell) -> {
            boolean isLate = isLate(key.minute());
            LedgerCounts counts = isLate ? cell.counts() : held(key).plus(cell.counts());
            entries.add(LedgerEntry.newBuilder()
                    .setStage(stage)
                    .setSource(isLate ? source + "@" + cell.firstOffset() : source)
                    .setPixelId(key.pixel())
                    .setMinute(key.minute())
                    .setCounts(counts.named())
                    .setPosition(nextOffset)
                    .setWrittenAt(nowMs)
                    .build());
        });
        return entries;
    }

    /** Adds what is held of minutes from {@code fromMinute} on. Threads: any. */
    synchronized void addTo(Map<Tally.Key, LedgerCounts> counts, long fromMinute) {
        minutes.tailMap(fromMinute)
                .forEach((minute, pixels) -> pixels.forEach((pixel, held) ->
                        counts.merge(new Tally.Key(pixel, minute), held.counts(), LedgerCounts::plus)));
    }

    /** The newest minute of which something is held; 0 for none. Threads: any. */
    synchronized long newestMinute() {
        return minutes.isEmpty() ? 0 : minutes.lastKey();
    }

    boolean isLate(long minute) {
        return minute < horizon;
    }

    /**
     * The horizon to commit together with {@code nextOffset}. It stays while what an earlier sink counted and did not commit is read
     * again: passing such a count would forget that these rows are in it.
     */
    long horizonAfter(Tally tally, long nextOffset, long nowMs) {
        if (nextOffset < restoredUpTo) {
            return horizon;
        }
        long newest = minutes.isEmpty() ? 0 : minutes.lastKey();
        for (Tally.Key key : tally.cells().keySet()) {
            newest = Math.max(newest, key.minute());
        }
        newest = Math.min(newest, nowMs / Tally.MINUTE_MS + MINUTES_AHEAD_MAX);
        long next = Math.max(horizon, newest - MINUTES_HELD);
        int remaining = held;
        for (Map.Entry<Long, Map<String, Held>> minute : minutes.entrySet()) {
            if (remaining <= heldMax) {
                break;
            }
            remaining -= minute.getValue().size();
            next = Math.max(next, minute.getKey() + 1);
        }
        return next;
    }

    /** The entries are written and the offset is committed. */
    synchronized void committed(Tally tally, long nextOffset, long newHorizon) {
        tally.cells().forEach((key, cell) -> {
            if (!isLate(key.minute())) {
                hold(key.pixel(), key.minute(), new Held(held(key).plus(cell.counts()), nextOffset));
            }
        });
        raiseHorizon(newHorizon);
    }

    private LedgerCounts held(Tally.Key key) {
        Map<String, Held> pixels = minutes.get(key.minute());
        Held known = pixels == null ? null : pixels.get(key.pixel());
        return known == null ? LedgerCounts.NONE : known.counts();
    }

    private void hold(String pixel, long minute, Held count) {
        if (minutes.computeIfAbsent(minute, absent -> new HashMap<>()).put(pixel, count) == null) {
            held++;
        }
    }

    private void raiseHorizon(long to) {
        horizon = Math.max(horizon, to);
        Map<Long, Map<String, Held>> passed = minutes.headMap(horizon);
        passed.values().forEach(pixels -> held -= pixels.size());
        passed.clear();
    }
}

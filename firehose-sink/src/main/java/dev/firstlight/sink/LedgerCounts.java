package dev.firstlight.sink;

import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.LedgerEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * What the sink counts of one pixel and minute.
 *
 * @param delivered rows that were accepted and committed, each once
 * @param retried tries of these rows after the first: a row counts once for each further attempt that it is part of, whatever became of the
 *     one before (declined, throttled, an error, no answer). Information; nothing has to equal it. What a sink had tried that died before it
 *     committed is not in it: such rows are sent again by the next one, and the warehouse counts them as redelivered
 * @param refused events whose row no record takes
 * @param unreadable records that are no event: under no pixel, and the minute of the record's own time, since nobody knows those of what it was
 * @param others counts of names that this version does not know, from an entry of a newer one: carried through as they are, since an entry is absolute
 *     and what it left out would be gone. As many names as a version of ours writes
 */
record LedgerCounts(long delivered, long retried, long refused, long unreadable, Map<String, Long> others) {

    /** Names in the ledger. */
    static final String DELIVERED = "delivered";

    static final String RETRIED = "retried";
    static final String REFUSED = "refused." + Refusal.EVENT_TOO_LARGE.wireName();

    static final String UNREADABLE = "unreadable";

    static final LedgerCounts NONE = new LedgerCounts(0, 0, 0, 0);

    LedgerCounts(long delivered, long retried, long refused, long unreadable) {
        this(delivered, retried, refused, unreadable, Map.of());
    }

    /** Of an entry of any version of ours: what it does not name is 0. */
    static LedgerCounts of(LedgerEntry entry) {
        Map<String, Long> others = new HashMap<>(entry.getCounts());
        return new LedgerCounts(
                taken(DELIVERED, others),
                taken(RETRIED, others),
                taken(REFUSED, others),
                taken(UNREADABLE, others),
                Map.copyOf(others));
    }

    private static long taken(String name, Map<String, Long> from) {
        Long count = from.remove(name);
        return count == null ? 0 : count;
    }

    LedgerCounts plus(LedgerCounts other) {
        return new LedgerCounts(
                delivered + other.delivered,
                retried + other.retried,
                refused + other.refused,
                unreadable + other.unreadable,
                sum(others, other.others));
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        if (some.isEmpty() || more.isEmpty()) {
            return some.isEmpty() ? more : some;
        }
        Map<String, Long> sum = new HashMap<>(some);
        more.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return Map.copyOf(sum);
    }

    /** As an entry has them: what is 0 is left out, but for what was delivered. */
    Map<String, Long> named() {
        Map<String, Long> counts = new HashMap<>(others);
        counts.put(DELIVERED, delivered);
        if (retried > 0) {
            counts.put(RETRIED, retried);
        }
        if (refused > 0) {
            counts.put(REFUSED, refused);
        }
        if (unreadable > 0) {
            counts.put(UNREADABLE, unreadable);
        }
        return counts;
    }
}

package dev.firstlight.stream.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequence numbers of one collector loop that one partition has seen: everything below {@code next} but for the gaps.
 *
 * <p>The usual pack begins at {@code next}, finds no gap, and costs one comparison. A pack may fill a gap, whole or in part, at any later
 * time, whatever was said about that gap before; so a gap is never closed by counting. Bounds: {@value #GAPS_MAX} gaps, 3 KiB. Beyond,
 * the lowest is given up: what is below its end is unproven, is never called a repeat here, and goes on to be told apart event by event.
 * Threads: one.
 */
final class LoopSequences {

    /** Each outage or pack given up makes one; a loop that has more is in trouble for days. */
    static final int GAPS_MAX = 128;

    /** Beyond it is no number that a collector reaches: a million a second for 285 years. */
    static final long SEQUENCE_MAX = 1L << 53;

    private static final byte VERSION = 1;
    private static final int SHORT_BYTES = 1 + 3 * Long.BYTES;
    private static final int GAP_BYTES = 3 * Long.BYTES;
    private static final int FIRST_LAYOUT_BYTES = 6 * Long.BYTES;
    private static final long MANY = Long.MAX_VALUE / 4;

    /** Since when a gap is missing whose packs were refused unread: it never gets old, so it is never lost, and may be filled like any other. */
    private static final long REFUSED = Long.MAX_VALUE;

    /** Numbers from {@code from} to before {@code to}, missing since the pack behind them came. */
    private record Gap(long from, long to, long sinceMs) {
        long width() {
            return to - from;
        }

        boolean isRefused() {
            return sinceMs == REFUSED;
        }
    }

    /**
     * What was known of a pack's items.
     *
     * @param repeated the items seen before, by index
     * @param isUnproven whether some are from where repeats can no longer be told by their number
     */
    record Taken(BitSet repeated, boolean isUnproven) {

        /** A pack that nothing is known of: all goes on. */
        static Taken allNew() {
            return new Taken(new BitSet(0), false);
        }
    }

    private long next;
    private long abandoned;
    private long seenAtMs;
    private long floor;
    private long unplaced;
    private long unplacedSinceMs;
    private long lost;
    private final List<Gap> gaps = new ArrayList<>(0);

    /** What was stored, or the beginning of a loop. */
    static LoopSequences of(byte @Nullable [] bytes) {
        LoopSequences known = new LoopSequences();
        if (bytes == null) {
            return known;
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        if (bytes.length == FIRST_LAYOUT_BYTES) {
            known.readFirstLayout(b);
            return known;
        }
        b.get(); // the version
        known.next = b.getLong();
        known.abandoned = b.getLong();
        known.seenAtMs = b.getLong();
        if (b.hasRemaining()) {
            known.floor = b.getLong();
            known.unplaced = b.getLong();
            known.unplacedSinceMs = b.getLong();
            known.lost = b.getLong();
        }
        while (b.hasRemaining()) {
            known.gaps.add(new Gap(b.getLong(), b.getLong(), b.getLong()));
        }
        return known;
    }

    /** Before there were gaps: it is known how many numbers are missing, not which. */
    private void readFirstLayout(ByteBuffer b) {
        next = b.getLong();
        unplaced = b.getLong();
        unplacedSinceMs = b.getLong();
        abandoned = b.getLong();
        lost = b.getLong();
        seenAtMs = b.getLong();
        floor = unplaced > 0 ? next : 0;
    }

    byte[] bytes() {
        boolean isPlain = gaps.isEmpty() && floor == 0 && unplaced == 0 && lost == 0;
        ByteBuffer b =
                ByteBuffer.allocate(isPlain ? SHORT_BYTES : SHORT_BYTES + 4 * Long.BYTES + gaps.size() * GAP_BYTES);
        b.put(VERSION).putLong(next).putLong(abandoned).putLong(seenAtMs);
        if (!isPlain) {
            b.putLong(floor).putLong(unplaced).putLong(unplacedSinceMs).putLong(lost);
            gaps.forEach(gap -> b.putLong(gap.from()).putLong(gap.to()).putLong(gap.sinceMs()));
        }
        return b.array();
    }

    /** Whether a pack that begins at {@code first} shows that packs before it are missing. */
    boolean opensGap(long first) {
        return first > next;
    }

    /** As {@link #take(long, int, long, long, boolean)}, where nothing was refused. */
    Taken take(long first, int items, long abandonedTotal, long appendedAtMs) {
        return take(first, items, abandonedTotal, appendedAtMs, false);
    }

    /**
     * Takes note of items {@code first} to before {@code first + items}; {@code first} is not beyond {@link #SEQUENCE_MAX}.
     *
     * @param isGapRefused whether a gap that this pack shows is where packs were refused unread
     */
    Taken take(long first, int items, long abandonedTotal, long appendedAtMs, boolean isGapRefused) {
        abandoned = Math.max(abandoned, abandonedTotal);
        seenAtMs = Math.max(seenAtMs, appendedAtMs);
        long end = first + items;
        if (first < next) {
            return takeLate(first, end);
        }
        if (opensGap(first)) {
            gaps.add(new Gap(next, first, isGapRefused ? REFUSED : appendedAtMs));
            boundGaps();
        }
        next = end;
        return Taken.allNew();
    }

    /** A repeat, a pack that fills a gap, or something of both. */
    private Taken takeLate(long first, long end) {
        BitSet repeated = new BitSet((int) (end - first));
        repeated.set(0, (int) (Math.min(end, next) - first));
        long unproven = Math.max(0, Math.min(end, floor) - first);
        repeated.clear(0, (int) unproven);
        unplaced = Math.max(0, unplaced - unproven); // a repeat among them may hide a loss: the price of the bound
        for (int i = gaps.size() - 1; i >= 0; i--) {
            Gap gap = gaps.get(i);
            long from = Math.max(first, gap.from());
            long to = Math.min(end, gap.to());
            if (from < to) {
                repeated.clear((int) (from - first), (int) (to - first));
                narrow(i, gap, from, to);
            }
        }
        next = Math.max(next, end);
        boundGaps();
        return new Taken(repeated, unproven > 0);
    }

    private void narrow(int at, Gap gap, long from, long to) {
        gaps.remove(at);
        if (to < gap.to()) {
            gaps.add(at, new Gap(to, gap.to(), gap.sinceMs()));
        }
        if (gap.from() < from) {
            gaps.add(at, new Gap(gap.from(), from, gap.sinceMs()));
        }
    }

    private void boundGaps() {
        while (gaps.size() > GAPS_MAX) {
            Gap lowest = gaps.remove(0);
            floor = lowest.to();
            if (!lowest.isRefused()) {
                unplaced = Math.min(MANY, unplaced + lowest.width());
                unplacedSinceMs = Math.max(unplacedSinceMs, lowest.sinceMs());
            }
        }
    }

    /**
     * Settles what has been missing since {@code limitMs} or longer: the most that the collector gave up may be among it, the oldest first;
     * the rest is lost. Answers how many more are lost than at the last call; fewer than none when some were found after all.
     */
    long settle(long limitMs) {
        long old = unplacedSinceMs <= limitMs ? unplaced : 0;
        for (Gap gap : gaps) {
            old += gap.sinceMs() <= limitMs ? gap.width() : 0;
        }
        long before = lost;
        long stillMissing =
                Math.max(0, missing() - abandoned); // what came after all; a clock that steps back finds nothing
        lost = Math.max(old - abandoned, Math.min(before, stillMissing));
        return lost - before;
    }

    /** Numbers that are missing, neither given up nor lost: a late pack may still bring them. */
    long open() {
        return Math.max(0, missing() - abandoned - lost);
    }

    private long missing() {
        return unplaced + width(false);
    }

    /** Numbers that are missing because their packs were refused unread, and counted there. */
    long refused() {
        return width(true);
    }

    private long width(boolean isRefused) {
        long width = 0;
        for (Gap gap : gaps) {
            width += gap.isRefused() == isRefused ? gap.width() : 0;
        }
        return width;
    }

    long seenAtMs() {
        return seenAtMs;
    }
}

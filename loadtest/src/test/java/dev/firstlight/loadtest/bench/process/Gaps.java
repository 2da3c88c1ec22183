package dev.firstlight.loadtest.bench.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The moments at which something that should tick every millisecond was overdue. Threads: one ticks, any reads. Bound: {@value #COUNT_MAX}
 * moments; past it the shorter ones are forgotten, so that the longest is always there.
 */
final class Gaps {

    /** Overdue from, until; of {@link System#nanoTime}. */
    record Gap(long fromNanos, long toNanos) {
        long nanos() {
            return toNanos - fromNanos;
        }

        long overlapNanos(Gap other) {
            return Math.max(0, Math.min(toNanos, other.toNanos) - Math.max(fromNanos, other.fromNanos));
        }
    }

    /** What remains of a gap, and when the gap began and ended. */
    record Beyond(long nanos, long fromNanos, long untilNanos) {
        static final Beyond NOTHING = new Beyond(0, 0, 0);

        Beyond orLonger(Beyond other) {
            return other.nanos > nanos ? other : this;
        }
    }

    static final long PERIOD_NANOS = 1_000_000;

    /** Shorter ones are what any scheduler does. */
    private static final long WORTH_NANOS = 1_000_000;

    private static final int COUNT_MAX = 50_000;

    private final List<Gap> gaps = new ArrayList<>();
    private long worthNanos = WORTH_NANOS;
    private long lastNanos;
    private boolean isTicking;

    /** It ticks, now. */
    synchronized void tick(long nowNanos) {
        long due = lastNanos + PERIOD_NANOS;
        if (isTicking && nowNanos - due >= worthNanos) {
            add(new Gap(due, nowNanos));
        }
        isTicking = true;
        lastNanos = nowNanos;
    }

    /** Whether it should have ticked this long ago. */
    synchronized boolean isOverdue(long nowNanos, long byNanos) {
        return isTicking && nowNanos - lastNanos - PERIOD_NANOS >= byNanos;
    }

    synchronized void forget() {
        gaps.clear();
        worthNanos = WORTH_NANOS;
    }

    synchronized List<Gap> all() {
        return List.copyOf(gaps);
    }

    synchronized long nanosMax() {
        return gaps.stream().mapToLong(Gap::nanos).max().orElse(0);
    }

    /**
     * The longest time that this one was overdue while {@code control} was not: what remains of each gap when the time is taken off in which
     * the control was overdue too, because of a collection, a scheduler or a stopped machine. None is a gap of nothing.
     */
    Beyond longestBeyond(Gaps control) {
        List<Gap> controls = control.all();
        Beyond longest = Beyond.NOTHING;
        int first = 0;
        for (Gap gap : all()) {
            while (first < controls.size() && controls.get(first).toNanos() <= gap.fromNanos()) {
                first++;
            }
            long shared = 0;
            for (int i = first; i < controls.size() && controls.get(i).fromNanos() < gap.toNanos(); i++) {
                shared += gap.overlapNanos(controls.get(i));
            }
            longest = longest.orLonger(new Beyond(gap.nanos() - shared, gap.fromNanos(), gap.toNanos()));
        }
        return longest;
    }

    private void add(Gap gap) {
        gaps.add(gap);
        while (gaps.size() > COUNT_MAX) {
            worthNanos *= 2;
            gaps.removeIf(known -> known.nanos() < worthNanos);
        }
    }
}

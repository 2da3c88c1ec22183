package dev.firstlight.sink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Records that go out together, within the limits of one call, until all of them are accepted. A slowed stream takes them in portions, and other
 * streams further ones meanwhile; what is left of a portion goes back to its place among those that wait, whichever portion ended first. So what waits
 * is in its order, and what is tried is the beginning of that. Threads: the loop's.
 */
final class Call {

    private static final Comparator<RowRecord> BY_PLACE = Comparator.comparingInt(RowRecord::place);

    private List<RowRecord> waiting;
    private int portionsUnderWay;
    private int triedBefore;
    private int brokenTimes;
    private long restsUntilNanos;

    Call(List<RowRecord> records) {
        waiting = List.copyOf(records);
    }

    /** What is to be tried, in its order; nothing while all of it is under way. */
    List<RowRecord> waiting() {
        return waiting;
    }

    boolean isAccepted() {
        return waiting.isEmpty() && portionsUnderWay == 0;
    }

    /** How many records of those that wait were tried before. They are the first: whatever is taken, all before it was. */
    int triedBefore() {
        return triedBefore;
    }

    /** What is tried now: the first records, as many as {@code portion} makes of all that wait. {@link #ended} follows. */
    List<RowRecord> take(UnaryOperator<List<RowRecord>> portion) {
        List<RowRecord> taken = portion.apply(waiting);
        waiting = List.copyOf(waiting.subList(taken.size(), waiting.size())); // no view: what is accepted is let go
        triedBefore = Math.max(0, triedBefore - taken.size());
        portionsUnderWay++;
        return taken;
    }

    /** An attempt ended in a bug: not to be tried again before this time. */
    void broken(long untilNanos) {
        brokenTimes++;
        restsUntilNanos = untilNanos;
    }

    /** An attempt ended as attempts do. */
    void mended() {
        brokenTimes = 0;
    }

    /** Attempts that ended in a bug since the last that did not. */
    int brokenTimes() {
        return brokenTimes;
    }

    long restsUntilNanos() {
        return restsUntilNanos;
    }

    /** An attempt at a portion is over, and this is left of it, in its order. */
    void ended(List<RowRecord> left) {
        if (!left.isEmpty()) {
            List<RowRecord> all = new ArrayList<>(left);
            all.addAll(waiting);
            all.sort(BY_PLACE); // two runs that are in order, or one: as many steps as there are records
            waiting = all;
            triedBefore += left.size();
        }
        portionsUnderWay--; // last: when there was no memory for the list, this is not accepted
    }
}

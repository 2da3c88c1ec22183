package dev.firstlight.sink;

import java.util.List;

/**
 * Rows into records as large as may be, since Firehose bills each record rounded up to {@link Billing#UNIT_BYTES}: a call's worth at a time,
 * and its last record ends where its units are fullest. What would only have begun another unit waits for company until it is due itself,
 * so that a flush at a low rate pays for full units too ({@code FirehosePackingTest} holds the ratio at 10, 100 and 1,000 events a
 * second).
 *
 * <p>Threads: one.
 */
final class FirehosePacking implements Packing {

    /** Less than this waits: of any two units that follow each other one can be left nearly full by rows of a few hundred bytes. */
    private static final int WAITING_BYTES = 2 * Billing.UNIT_BYTES;

    private final PackLimits limits;

    FirehosePacking(PackLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean isFull(long bytes) {
        return bytes >= limits.callBytesMax();
    }

    @Override
    public int cut(List<RowInHand> rows, int due) {
        int begin = 0; // of the record that is open
        int open = 0;
        long closed = 0;
        int records = 1;
        int end = 0;
        for (; end < rows.size(); end++) {
            int bytes = rows.get(end).bytes();
            boolean isNextRecord = open > 0 && open + bytes > limits.recordBytesMax();
            if (closed + open + bytes > limits.callBytesMax() || isNextRecord && records == limits.callRecordsMax()) {
                break;
            }
            if (isNextRecord) {
                closed += open;
                records++;
                open = 0;
                begin = end;
            }
            open += bytes;
        }
        return fullest(rows, begin, end, Math.max(1, Math.min(due, end)));
    }

    @Override
    public List<List<RowRecord>> pack(List<RowInHand> rows, Counting counting) {
        Packer packer = new Packer(limits);
        rows.forEach(row -> packer.add(row.row().line(), counting.count(row)));
        return packer.finish();
    }

    /** Where the record of the rows from {@code begin} up to {@code end} fills its units best, at or after {@code least}. */
    private static int fullest(List<RowInHand> rows, int begin, int end, int least) {
        long all = 0;
        for (int i = begin; i < end; i++) {
            all += rows.get(i).bytes();
        }
        int best = end;
        double bestFill = 0;
        long taken = 0;
        for (int stop = begin; stop <= end; stop++) {
            double fill = taken == 0 ? 1 : (double) taken / Billing.billed(taken);
            if (stop >= least && all - taken < WAITING_BYTES && fill >= bestFill) {
                best = stop;
                bestFill = fill;
            }
            taken += stop < end ? rows.get(stop).bytes() : 0;
        }
        return best;
    }
}

package dev.firstlight.sink;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of one record are counted, so that its further tries are counted there too: runs of rows of one cell, in their order.
 *
 * <p>Rows come a partition after the other, so few pixels make few runs. Bound: a run a row, 8 bytes, a hundredth of rows of 800 bytes.
 * Threads: the loop's.
 */
final class RecordCells {

    private static final int RUNS_AT_FIRST = 4;

    private Tally.Cell[] cells = new Tally.Cell[RUNS_AT_FIRST];
    private int[] rows = new int[RUNS_AT_FIRST];
    private int runs;

    /** The next row; without a cell it is not counted. */
    void add(Tally.@Nullable Cell cell) {
        if (cell == null) {
            return;
        }
        if (runs == 0 || cells[runs - 1] != cell) {
            if (runs == rows.length) {
                cells = Arrays.copyOf(cells, 2 * runs);
                rows = Arrays.copyOf(rows, 2 * runs);
            }
            cells[runs++] = cell;
        }
        rows[runs - 1]++;
    }

    /** The record is tried once more. */
    void triedAgain() {
        for (int i = 0; i < runs; i++) {
            cells[i].triedAgain(rows[i]);
        }
    }
}

package dev.firstlight.loadtest.faults.sink;

import java.util.Comparator;

/**
 * What the ledger counts apart.
 *
 * @param minute epoch minutes of {@code received_at}
 */
record Cell(String pixel, long minute) {

    static final Comparator<Cell> ORDER = Comparator.comparingLong(Cell::minute).thenComparing(Cell::pixel);

    private static final long MINUTE_MS = 60_000;

    static Cell of(String pixel, long receivedMs) {
        return new Cell(pixel, Math.floorDiv(receivedMs, MINUTE_MS));
    }
}

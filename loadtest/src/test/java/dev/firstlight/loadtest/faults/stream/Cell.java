package dev.firstlight.loadtest.faults.stream;

/**
 * Whose counts, as the processor's ledger has them.
 *
 * @param partition of {@code firstlight.raw}: the source
 * @param minute epoch minutes of {@code received_at}
 */
record Cell(int partition, String pixel, long minute) {}

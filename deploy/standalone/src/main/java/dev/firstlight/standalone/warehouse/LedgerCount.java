package dev.firstlight.standalone.warehouse;

/**
 * What the warehouse counted for one pixel and minute of receipt.
 *
 * @param minute minutes since 1970, as in {@code firstlight.ledger}
 * @param loaded rows that came in objects, redelivered ones each time
 * @param merged rows that became rows of {@code events}
 * @param mergedAway events whose identity another event has, which is the row; {@code loaded − merged − mergedAway} were redelivered
 */
public record LedgerCount(String pixelId, long minute, long loaded, long merged, long mergedAway) {}

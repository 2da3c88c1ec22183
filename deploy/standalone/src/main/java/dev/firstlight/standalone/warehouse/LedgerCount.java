package dev.firstlight.standalone.warehouse;

/**
 * What the warehouse counted for one pixel and minute of receipt.
 *
 * @param minute minutes since 1970, as in {@code firstlight.ledger}
 * @param loaded rows that came in objects, redelivered ones each time
 * @param merged rows that became rows of {@code events}; {@code loaded − merged} were merged away
 */
public record LedgerCount(String pixelId, long minute, long loaded, long merged) {}

package dev.firstlight.sink;

/**
 * A record that can be no row, as it will stand in {@code firstlight.rejects} once its offset is committed.
 *
 * @param bytes the encoded {@code Reject}
 * @param pixel of the event, or empty where it is not known: for the ledger
 * @param receivedMs by the event; the record's own time where it is no event
 */
record RefusedRecord(long offset, byte[] bytes, String pixel, long receivedMs) {}

package dev.firstlight.sink;

/**
 * A record that can be no row, as it will stand in {@code firstlight.rejects} once its offset is committed.
 *
 * @param bytes the encoded {@code Reject}
 * @param pixel of the event, or empty where it is not known: for the ledger
 */
record RefusedRecord(long offset, byte[] bytes, String pixel, long receivedMs) {}

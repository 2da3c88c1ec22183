package dev.firstlight.sink;

/**
 * A record that can be no row, as it will stand in {@code firstlight.rejects} once its offset is committed.
 *
 * @param bytes the encoded {@code Reject}
 */
record RefusedRecord(long offset, byte[] bytes) {}

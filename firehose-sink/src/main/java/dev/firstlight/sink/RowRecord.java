package dev.firstlight.sink;

/** Newline-ended rows packed into one record. */
record RowRecord(byte[] bytes, int rows) {}

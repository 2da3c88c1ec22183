package dev.firstlight.sink;

import java.util.List;

/**
 * What is handed over as one: newline-ended rows packed together. Each is itself only, however alike two may be: what is left of a call is
 * told by it.
 *
 * @param cells where its rows are counted
 * @param key its name where the destination holds objects; empty where it does not
 */
record RowRecord(byte[] bytes, int rows, RecordCells cells, String key) {

    RowRecord(byte[] bytes, int rows, RecordCells cells) {
        this(bytes, rows, cells, "");
    }

    static long bytesOf(List<RowRecord> records) {
        return records.stream().mapToLong(record -> record.bytes().length).sum();
    }

    static long rowsOf(List<RowRecord> records) {
        return records.stream().mapToLong(RowRecord::rows).sum();
    }
}

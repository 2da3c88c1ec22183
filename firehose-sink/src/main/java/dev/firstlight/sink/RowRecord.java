package dev.firstlight.sink;

import java.util.List;

/**
 * What is handed over as one: newline-ended rows packed together. Each is itself only, however alike two may be: what is left of a call is
 * told by it.
 *
 * @param cells where its rows are counted
 * @param place among the records of its call, from 0 on: what is left of several portions comes back into its order by it
 * @param key its name where the destination holds objects; empty where it does not
 */
record RowRecord(byte[] bytes, int rows, RecordCells cells, int place, String key) {

    RowRecord(byte[] bytes, int rows, RecordCells cells, int place) {
        this(bytes, rows, cells, place, "");
    }

    static long bytesOf(List<RowRecord> records) {
        return records.stream().mapToLong(record -> record.bytes().length).sum();
    }

    static long rowsOf(List<RowRecord> records) {
        return records.stream().mapToLong(RowRecord::rows).sum();
    }
}

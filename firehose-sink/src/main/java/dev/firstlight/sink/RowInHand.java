package dev.firstlight.sink;

import org.apache.kafka.common.TopicPartition;

/**
 * A row that is not delivered yet, and where it was read.
 *
 * @param offset of its record
 * @param readNanos when it was polled, on the clock that only runs
 */
record RowInHand(TopicPartition partition, long offset, long readNanos, RowMaker.Row row) {

    int bytes() {
        return row.line().length;
    }
}

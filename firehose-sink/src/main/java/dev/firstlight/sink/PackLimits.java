package dev.firstlight.sink;

import dev.firstlight.runtime.Settings;
import java.time.Duration;

/**
 * How rows become records and records become calls.
 *
 * @param recordBytesMax greatest record
 * @param callBytesMax greatest sum of the records of one call
 * @param callRecordsMax most records of one call
 * @param linger how long a row waits for others, at most
 */
public record PackLimits(int recordBytesMax, int callBytesMax, int callRecordsMax, Duration linger) {

    /** Quotas of PutRecordBatch, API reference of Amazon Data Firehose: 1,000 KiB a record, 4 MiB and 500 records a call. */
    static final PackLimits FIREHOSE = new PackLimits(1_000 * 1_024, 4 * 1_024 * 1_024, 500, Duration.ofSeconds(1));

    /** What the greatest row may need: the widths of its columns together, escaped. */
    private static final int ROW_BYTES = 64 * 1_024;

    static PackLimits from(Settings settings) {
        PackLimits limits = new PackLimits(
                (int) settings.bytes("pack.record-bytes-max", ROW_BYTES, FIREHOSE.recordBytesMax),
                (int) settings.bytes("pack.call-bytes-max", ROW_BYTES, FIREHOSE.callBytesMax),
                settings.integer("pack.call-records-max", 1, FIREHOSE.callRecordsMax),
                settings.duration("pack.linger", Duration.ZERO, Duration.ofMinutes(1)));
        if (limits.recordBytesMax > limits.callBytesMax) {
            settings.problem("pack.record-bytes-max", "more than pack.call-bytes-max");
        }
        return limits;
    }
}

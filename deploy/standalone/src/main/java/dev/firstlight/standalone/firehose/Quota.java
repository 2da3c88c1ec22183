package dev.firstlight.standalone.firehose;

/**
 * What one stream takes a second, of PutRecord and PutRecordBatch together.
 *
 * @param calls 0 for any number, as of the others
 * @param bytes of the records' data
 */
public record Quota(long calls, long records, long bytes) {

    public static final Quota NONE = new Quota(0, 0, 0);
}

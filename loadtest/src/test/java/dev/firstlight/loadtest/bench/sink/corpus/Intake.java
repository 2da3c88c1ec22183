package dev.firstlight.loadtest.bench.sink.corpus;

/**
 * What a delivery stream has taken so far, counted at the other end of the wire and not by the sink.
 *
 * @param rows lines
 * @param billed bytes, each record rounded up to {@value #UNIT_BYTES}
 * @param ragged records that do not end in a newline, or are over Firehose's limit: their rows would run into the next ones
 */
public record Intake(long records, long rows, long bytes, long billed, long ragged) {

    static final Intake NONE = new Intake(0, 0, 0, 0, 0);

    /** "5KB increments" per record: pricing page of Amazon Data Firehose, Direct PUT. */
    static final int UNIT_BYTES = 5_120;

    /** "1,000 KiB before base64" (quota page). */
    private static final int RECORD_BYTES_MAX = 1_000 * 1_024;

    Intake plus(byte[] record) {
        long lines = 0;
        for (byte each : record) {
            lines += each == '\n' ? 1 : 0;
        }
        boolean isRagged = record.length == 0 || record[record.length - 1] != '\n' || record.length > RECORD_BYTES_MAX;
        long units = (record.length + UNIT_BYTES - 1L) / UNIT_BYTES;
        return new Intake(
                records + 1,
                rows + lines,
                bytes + record.length,
                billed + units * UNIT_BYTES,
                ragged + (isRagged ? 1 : 0));
    }

    public Intake minus(Intake earlier) {
        return new Intake(
                records - earlier.records,
                rows - earlier.rows,
                bytes - earlier.bytes,
                billed - earlier.billed,
                ragged - earlier.ragged);
    }

    /** Billed over ideal; {@code NaN} of nothing, or when a record was ragged. */
    public double billedOverIdeal() {
        return bytes == 0 || ragged > 0 ? Double.NaN : (double) billed / bytes;
    }

    public double bytesPerRow() {
        return (double) bytes / rows;
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import java.math.BigDecimal;
import java.util.List;

/**
 * What Firehose will ask for what it has taken: each record rounded up to 5 KB, so the bytes that are billed over those that were sent is
 * what packing is good for. Counted from acceptance on; a call whose answer was lost may be billed and is not in here.
 *
 * <p>Threads: any.
 */
final class Billing {

    /** "5KB increments" per record (pricing page of Amazon Data Firehose, Direct PUT): 5 × 1,024. */
    static final int UNIT_BYTES = 5_120;

    private static final double GIB = 1 << 30;
    private static final double MICROS = 1e6;

    private final Meters meters;
    private final int unitBytes;
    private final double pricePerGib;

    private Billing(Meters meters, int unitBytes, BigDecimal pricePerGib) {
        this.meters = meters;
        this.unitBytes = unitBytes;
        this.pricePerGib = pricePerGib.doubleValue();
        meters.gauge(SinkMeter.COST_MICRODOLLARS, this::cost);
        meters.gauge(SinkMeter.COST_PER_MILLION_ROWS_MICRODOLLARS, this::costPerMillionRows);
        meters.gauge(SinkMeter.BILLED_PER_MILLE, this::billedPerMille);
    }

    static Billing ofFirehose(Meters meters, BigDecimal pricePerGib) {
        return new Billing(meters, UNIT_BYTES, pricePerGib);
    }

    /** Where bytes are not what is paid for. */
    static Billing free(Meters meters) {
        return new Billing(meters, 1, BigDecimal.ZERO);
    }

    void accepted(List<RowRecord> records) {
        for (RowRecord record : records) {
            meters.add(SinkMeter.BYTES_BILLED, billed(record.bytes().length, unitBytes));
        }
    }

    /** So many bytes of one record, as they are billed. */
    static long billed(long bytes) {
        return billed(bytes, UNIT_BYTES);
    }

    private static long billed(long bytes, int unitBytes) {
        return (bytes + unitBytes - 1) / unitBytes * unitBytes;
    }

    private long cost() {
        return Math.round(meters.count(SinkMeter.BYTES_BILLED) / GIB * pricePerGib * MICROS);
    }

    private long costPerMillionRows() {
        double rows = meters.count(SinkMeter.ROWS_DELIVERED);
        return rows == 0
                ? 0
                : Math.round(meters.count(SinkMeter.BYTES_BILLED) / GIB * pricePerGib * MICROS / rows * MICROS);
    }

    private long billedPerMille() {
        long ideal = meters.count(SinkMeter.BYTES_DELIVERED);
        return ideal == 0 ? 0 : Math.round(1_000.0 * meters.count(SinkMeter.BYTES_BILLED) / ideal);
    }
}

package dev.firstlight.sink;

import dev.firstlight.runtime.Meters;
import java.math.BigDecimal;
import java.time.ZoneOffset;
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
    private static final int MICROS_DIGITS = 6;
    private static final double MILLION = 1e6;

    private final Meters meters;
    private final int unitBytes;
    private final Price price;

    private Billing(Meters meters, int unitBytes, Price price) {
        this.meters = meters;
        this.unitBytes = unitBytes;
        this.price = price;
        meters.gauge(SinkMeter.COST_MICRODOLLARS, this::cost);
        meters.gauge(SinkMeter.COST_PER_MILLION_ROWS_MICRODOLLARS, this::costPerMillionRows);
        meters.gauge(SinkMeter.BILLED_PER_MILLE, this::billedPerMille);
        long dateSeconds = price.asOf().atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        meters.gauge(SinkMeter.PRICE_DATE_SECONDS, () -> dateSeconds);
    }

    static Billing ofFirehose(Meters meters, Price price) {
        return new Billing(meters, UNIT_BYTES, price);
    }

    /** Where bytes are not what is paid for. */
    static Billing free(Meters meters) {
        return new Billing(meters, 1, Price.NOTHING);
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

    /** For a page: what it has cost so far, and by which price; empty where bytes are not what is paid for. */
    String words() {
        return price.equals(Price.NOTHING)
                ? ""
                : "Firehose's intake since the start: $"
                        + BigDecimal.valueOf(cost(), MICROS_DIGITS).toPlainString()
                        + ", $"
                        + BigDecimal.valueOf(costPerMillionRows(), MICROS_DIGITS)
                                .toPlainString()
                        + " a million rows, at " + price.words() + ".";
    }

    private long cost() {
        return Math.round(micros());
    }

    private long costPerMillionRows() {
        double rows = meters.count(SinkMeter.ROWS_DELIVERED);
        return rows == 0 ? 0 : Math.round(micros() / rows * MILLION);
    }

    private double micros() {
        return meters.count(SinkMeter.BYTES_BILLED) / GIB * price.perGib().doubleValue() * MICROS;
    }

    private long billedPerMille() {
        long ideal = meters.count(SinkMeter.BYTES_DELIVERED);
        return ideal == 0 ? 0 : Math.round(1_000.0 * meters.count(SinkMeter.BYTES_BILLED) / ideal);
    }
}

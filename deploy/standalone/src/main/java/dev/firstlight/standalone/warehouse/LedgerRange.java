package dev.firstlight.standalone.warehouse;

import org.jspecify.annotations.Nullable;

/**
 * Which counts of the ledger are asked for.
 *
 * @param fromMinute minutes since 1970
 * @param toMinute inclusive
 * @param pixelId of all pixels when null
 */
public record LedgerRange(
        long fromMinute, long toMinute, @Nullable String pixelId) {

    /** To the year 9999, which is as far as the warehouse's own times are read elsewhere. */
    private static final long MINUTE_MAX = 4_223_371_679L;

    static final LedgerRange ALL = new LedgerRange(0, MINUTE_MAX, null);

    private static final long MICROS_PER_MINUTE = 60_000_000;

    public LedgerRange {
        fromMinute = Math.max(0, Math.min(MINUTE_MAX, fromMinute));
        toMinute = Math.max(0, Math.min(MINUTE_MAX, toMinute));
    }

    /** As a condition on the view {@code ledger}; a literal of standard SQL knows one special character. */
    String condition() {
        String minutes = "minute between make_timestamp(" + fromMinute * MICROS_PER_MINUTE + ") and make_timestamp("
                + toMinute * MICROS_PER_MINUTE + ")";
        return pixelId == null ? minutes : minutes + " and pixel_id = '" + pixelId.replace("'", "''") + "'";
    }
}

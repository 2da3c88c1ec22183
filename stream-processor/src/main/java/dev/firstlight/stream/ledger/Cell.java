package dev.firstlight.stream.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;

/**
 * Whose counts: those of a pixel and a minute of receipt.
 *
 * <p>What reached the log long after its minute, or says a minute that is yet to come, is counted apart, by the day on which it reached the
 * log. The counts of its own minute may be forgotten by then, and beginning again at zero would replace them in the ledger; and whatever
 * {@code received_at} says, a cell can be forgotten once that day is over.
 *
 * @param day 0, or the day of the log (since 1970-01-01 UTC) of what is counted apart
 * @param minute of {@code received_at}, epoch minutes
 * @param pixel empty where there is none to read
 */
record Cell(long day, long minute, String pixel) {

    /** Longer than anything waits before it reaches the log (a spool's greatest age is a day), and than the log itself is kept. */
    static final Duration KEPT = Duration.ofDays(3);

    /** The greatest clock skew that is still believed. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    static final byte IN_TIME = 'm';
    static final byte APART = 'a';

    private static final long MS_PER_MINUTE = 60_000;
    private static final long MS_PER_DAY = 86_400_000;

    /** The cell of something that the log took at {@code appendedAtMs}. */
    static Cell of(String pixel, long minute, long appendedAtMs) {
        boolean isInTime = minute >= Math.floorDiv(appendedAtMs - KEPT.toMillis(), MS_PER_MINUTE)
                && minute <= Math.floorDiv(appendedAtMs + AHEAD_MAX.toMillis(), MS_PER_MINUTE);
        return new Cell(isInTime ? 0 : Math.max(1, dayOf(appendedAtMs)), minute, pixel);
    }

    static long dayOf(long epochMs) {
        return Math.floorDiv(epochMs, MS_PER_DAY);
    }

    boolean isApart() {
        return day != 0;
    }

    /** {@code 'm'} minute pixel, or {@code 'a'} day minute pixel; {@code before} stands in front of it. */
    Bytes key(byte... before) {
        byte[] pixelBytes = pixel.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(before.length + 1 + (isApart() ? 2 : 1) * Long.BYTES + pixelBytes.length)
                .put(before);
        if (isApart()) {
            out.put(APART).putLong(day);
        } else {
            out.put(IN_TIME);
        }
        return Bytes.wrap(out.putLong(minute).put(pixelBytes).array());
    }

    /** What {@link #key} made, from {@code at} on. */
    static Cell ofKey(byte[] key, int at) {
        ByteBuffer in = ByteBuffer.wrap(key, at, key.length - at);
        long day = in.get() == APART ? in.getLong() : 0;
        long minute = in.getLong();
        return new Cell(
                day, minute, new String(key, in.position(), key.length - in.position(), StandardCharsets.UTF_8));
    }
}

package dev.firstlight.sink;

import java.util.List;

/**
 * How fast one stream may be sent to: as fast as can be until it says that it is too much, from then on at a rate that is halved by each
 * such word and grows steadily without (additive increase, multiplicative decrease, as TCP does), so that many sinks that share a quota
 * come to share it evenly. Firehose tells nobody what its quota is at the moment, and raises it by itself.
 *
 * <p>A call sends at most a second's worth, or one record: otherwise a call of 4 MiB would be too much each time for a stream that takes
 * 1 MiB a second (the quota of most regions). Threads: one; the limit is read by any.
 */
final class Pace {

    static final long NONE = 0;

    /** A throttled call in eight at the least quota (1 MiB/s), and a minute and a half from the least pace to the greatest (5 MiB/s). */
    private static final long STEP_BYTES_PER_SECOND = 64 << 10;

    /** A sixteenth of the least quota (1 MiB/s): so slow that sixteen sinks could share it. */
    private static final long LEAST_BYTES_PER_SECOND = 64 << 10;

    /** Four times the greatest default quota: who got here needs no limit. */
    private static final long MOST_BYTES_PER_SECOND = 20 << 20;

    private static final long SECOND = 1_000_000_000;

    private volatile long limit = NONE;
    private long freeNanos;
    private long grownNanos;
    private long slowedNanos;
    private long windowNanos;
    private long windowBytes;
    private long lastRate;

    Pace(long nowNanos) {
        freeNanos = nowNanos;
        grownNanos = nowNanos;
        slowedNanos = nowNanos - SECOND;
        windowNanos = nowNanos;
    }

    /** In bytes a second; {@link #NONE} without. */
    long limit() {
        return limit;
    }

    /** How much of a call may be sent at once: its first records, at least one. */
    List<RowRecord> portion(List<RowRecord> call) {
        if (limit == NONE) {
            return call;
        }
        long bytes = 0;
        int count = 0;
        for (RowRecord record : call) {
            bytes += record.bytes().length;
            if (count > 0 && bytes > limit) {
                break;
            }
            count++;
        }
        return call.subList(0, count);
    }

    long waitNanos(long nowNanos) {
        return limit == NONE ? 0 : Math.max(0, freeNanos - nowNanos);
    }

    /** All that was sent was taken. */
    void taken(long bytes, long nowNanos) {
        measure(bytes, nowNanos);
        if (limit != NONE) {
            long grown = limit + STEP_BYTES_PER_SECOND * (nowNanos - grownNanos) / SECOND;
            limit = grown > MOST_BYTES_PER_SECOND ? NONE : grown;
        }
        grownNanos = nowNanos;
        spend(bytes, nowNanos);
    }

    /** They said that it is too much, and took so many bytes. */
    void tooMuch(long bytes, long nowNanos) {
        measure(bytes, nowNanos);
        if (limit == NONE) {
            limit = Math.max(LEAST_BYTES_PER_SECOND, Math.max(lastRate, windowBytes) / 2);
            slowedNanos = nowNanos;
        } else if (nowNanos - slowedNanos
                >= SECOND) { // several words within a second are one: they answer the same burst
            limit = Math.max(LEAST_BYTES_PER_SECOND, limit / 2);
            slowedNanos = nowNanos;
        }
        grownNanos = nowNanos;
        spend(bytes, nowNanos);
    }

    /** They said that it is too much to a call that was under way when they had said so already: no further word, but what they took counts. */
    void takenBeside(long bytes, long nowNanos) {
        measure(bytes, nowNanos);
        spend(bytes, nowNanos);
    }

    private void spend(long bytes, long nowNanos) {
        if (limit != NONE) {
            freeNanos = Math.max(freeNanos, nowNanos) + (long) ((double) bytes * SECOND / limit);
        }
    }

    private void measure(long bytes, long nowNanos) {
        if (nowNanos - windowNanos >= SECOND) {
            lastRate = (long) ((double) windowBytes * SECOND / (nowNanos - windowNanos));
            windowNanos = nowNanos;
            windowBytes = 0;
        }
        windowBytes += bytes;
    }
}

package dev.firstlight.standalone.firehose;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Holds each stream to a quota, as the real service does: a call beyond it is refused whole as ServiceUnavailableException, which SDKs read as
 * throttling. A second's worth may come at once. Threads: any. Bound: one allowance for each stream that there is.
 */
public final class QuotaFirehose implements Firehose {

    private static final double NANOS = 1_000_000_000;

    private final Firehose behind;
    private final Quota quota;
    private final LongSupplier nanoTime;
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();

    public QuotaFirehose(Firehose behind, Quota quota, LongSupplier nanoTime) {
        this.behind = behind;
        this.quota = quota;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
        behind.describe(stream); // one that is not there has no allowance
        long bytes = records.stream().mapToLong(data -> data.length).sum();
        Allowance allowance = allowances.computeIfAbsent(stream, absent -> new Allowance(nanoTime.getAsLong()));
        if (!allowance.take(records.size(), bytes, nanoTime.getAsLong())) {
            throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Slow down.");
        }
        return behind.put(stream, records);
    }

    @Override
    public void create(StreamDefinition definition) throws RefusedCallException {
        behind.create(definition);
    }

    @Override
    public StreamDefinition describe(String stream) throws RefusedCallException {
        return behind.describe(stream);
    }

    @Override
    public List<String> names() {
        return behind.names();
    }

    /** What one stream may still take; refills evenly up to a second's worth. */
    private final class Allowance {
        private double calls = quota.calls();
        private double records = quota.records();
        private double bytes = quota.bytes();
        private long atNanos;

        Allowance(long nowNanos) {
            atNanos = nowNanos;
        }

        /** Takes the call, or nothing of it. */
        synchronized boolean take(long moreRecords, long moreBytes, long nowNanos) {
            double seconds = (nowNanos - atNanos) / NANOS;
            atNanos = nowNanos;
            calls = refilled(calls, quota.calls(), seconds);
            records = refilled(records, quota.records(), seconds);
            bytes = refilled(bytes, quota.bytes(), seconds);
            boolean isWithin = isWithin(calls, 1, quota.calls())
                    && isWithin(records, moreRecords, quota.records())
                    && isWithin(bytes, moreBytes, quota.bytes());
            if (isWithin) {
                calls -= 1;
                records -= moreRecords;
                bytes -= moreBytes;
            }
            return isWithin;
        }

        private static double refilled(double left, long perSecond, double seconds) {
            return Math.min(perSecond, left + perSecond * seconds);
        }

        private static boolean isWithin(double left, long more, long perSecond) {
            return perSecond == 0 || more <= left;
        }
    }
}

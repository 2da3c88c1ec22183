package dev.firstlight.standalone.firehose;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and how often, all of it decided by a seed: {@code seed=7 record=0.3 error=0.2 silent=0.05 slow=0.1 wrong=0.02
 * throttle=0.1 expired=0.01 copy=0.1}. Each share is of the calls, but {@code record} of the records and {@code copy} of the objects.
 *
 * <p>The same seed and the same calls in the same order bring the same faults. Immutable; any thread.
 */
public final class FaultScript {

    /** What can go wrong. */
    enum Fault {
        /** A record of a batch fails, the others are taken: 200 with {@code FailedPutCount}. */
        RECORD,
        /** 500 or 503, and nothing is taken. */
        ERROR,
        /** All is taken, and no answer comes. */
        SILENT,
        /** All is taken, and the answer comes late. */
        SLOW,
        /** All is taken, and the answer is none: empty, cut, another format, a response too few. */
        WRONG,
        /** "Slow down", for a run of calls out of each {@link #WAVE_CALLS}. */
        THROTTLE,
        /** 403: the client's token is over. */
        EXPIRED,
        /** COPY fails for an object until it is given up. */
        COPY
    }

    /** Throttling comes in waves: of so many calls, the first ones. */
    static final int WAVE_CALLS = 50;

    /** As long as a slow answer takes; below any sensible timeout of a client. */
    static final long SLOW_MS = 300;

    /** For as long a silent connection is held open; above the sink's own timeout of a call. */
    static final long SILENT_MS = 30_000;

    private static final List<Fault> OF_CALLS =
            List.of(Fault.EXPIRED, Fault.ERROR, Fault.SILENT, Fault.WRONG, Fault.SLOW);

    private final long seed;
    private final Map<Fault, Double> shares;

    private FaultScript(long seed, Map<Fault, Double> shares) {
        this.seed = seed;
        this.shares = shares;
    }

    /** Nothing goes wrong. */
    public static FaultScript none() {
        return new FaultScript(0, new EnumMap<>(Fault.class));
    }

    /** @throws IllegalArgumentException saying what cannot be read */
    public static FaultScript parse(String text) {
        long seed = 0;
        Map<Fault, Double> shares = new EnumMap<>(Fault.class);
        for (String word : text.strip().split("[\\s,]+")) {
            int equals = word.indexOf('=');
            if (word.isEmpty()) {
                continue;
            }
            String name = word.substring(0, Math.max(0, equals));
            String value = word.substring(equals + 1);
            try {
                if (name.equals("seed")) {
                    seed = Long.parseLong(value);
                } else {
                    shares.put(Fault.valueOf(name.toUpperCase(Locale.ROOT)), share(value));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("a fault is like record=0.3 or seed=7, not: " + word, e);
            }
        }
        return new FaultScript(seed, shares);
    }

    /** Whether a COPY of this object never succeeds; what is re-driven later is no COPY of Firehose's. */
    public boolean isCopyRefused(String object) {
        return chance(Fault.COPY, object.hashCode());
    }

    public boolean isEmpty() {
        return shares.isEmpty();
    }

    /** The first fault that strikes this call, or none; those of records and objects are no faults of a call. */
    @Nullable
    Fault ofCall(long number) {
        if (number % WAVE_CALLS < WAVE_CALLS * share(Fault.THROTTLE)) {
            return Fault.THROTTLE;
        }
        for (Fault fault : OF_CALLS) {
            if (chance(fault, number)) {
                return fault;
            }
        }
        return null;
    }

    boolean isRecordFailed(long call, int record) {
        return chance(Fault.RECORD, call * CallReader.CALL_RECORDS_MAX + record);
    }

    /** A number below {@code bound} for this call, the same each time. */
    int pick(long call, int bound) {
        return new SplittableRandom(seed ^ (call * 31 + 7)).nextInt(bound);
    }

    private boolean chance(Fault fault, long number) {
        double share = share(fault);
        // Golden-ratio steps set the seeds of neighbouring numbers far apart, as SplittableRandom itself does.
        long mixed =
                (seed + 1) * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L + fault.ordinal() * 0x94D049BB133111EBL;
        return share > 0 && new SplittableRandom(mixed).nextDouble() < share;
    }

    private double share(Fault fault) {
        return shares.getOrDefault(fault, 0.0);
    }

    private static double share(String value) {
        double share = Double.parseDouble(value);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is within 0 and 1: " + value);
        }
        return share;
    }
}

package dev.firstlight.stream.enrich;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Networks of addresses, asked whether one is in any of them: 20 comparisons for a million, no object. Overlapping ones are made one, so
 * that the answer is found by the greatest start that is not past the address. Immutable; any thread.
 */
public final class AddressRanges {

    public static final AddressRanges NONE = new AddressRanges(List.of());

    /** Room for every published list of cloud providers; 32 MB. */
    public static final int COUNT_MAX = 1_000_000;

    private static final int BITS = 128;
    private static final int V4_PREFIX_BITS = 96;

    /** Where v4 addresses stand in the 16-byte form: ::ffff:0:0/96. */
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private static final Pattern V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

    /** First and last address of a network, each as two unsigned numbers. */
    private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {}

    private final long[] firstHigh;
    private final long[] firstLow;
    private final long[] lastHigh;
    private final long[] lastLow;

    private AddressRanges(List<Range> merged) {
        firstHigh = merged.stream().mapToLong(Range::firstHigh).toArray();
        firstLow = merged.stream().mapToLong(Range::firstLow).toArray();
        lastHigh = merged.stream().mapToLong(Range::lastHigh).toArray();
        lastLow = merged.stream().mapToLong(Range::lastLow).toArray();
    }

    /**
     * Networks written as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
     *
     * @param problem told of each text that is none; it is left out then
     */
    public static AddressRanges of(List<String> networks, Consumer<String> problem) {
        List<Range> ranges = new ArrayList<>();
        for (String network : networks) {
            Range range = range(network);
            if (range == null) {
                problem.accept(
                        "'" + network + "' is no network: an address and its prefix length without bits behind it,"
                                + " as in 10.0.0.0/8 or 2001:db8::/32, or a single address");
            } else {
                ranges.add(range);
            }
        }
        return new AddressRanges(merged(ranges));
    }

    /** Networks written down here, in which no text is wrong. */
    public static AddressRanges of(String... networks) {
        return of(List.of(networks), problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Distinct ranges. */
    public int size() {
        return firstHigh.length;
    }

    /** Whether the address, in its 16-byte form, is in any of them. */
    public boolean contains(byte[] address) {
        long high = number(address, 0);
        long low = number(address, Long.BYTES);
        int from = 0;
        int to = firstHigh.length;
        while (from < to) { // the first range that begins past the address
            int middle = (from + to) >>> 1;
            if (compare(firstHigh[middle], firstLow[middle], high, low) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from > 0 && compare(high, low, lastHigh[from - 1], lastLow[from - 1]) <= 0;
    }

    private static List<Range> merged(List<Range> ranges) {
        ranges.sort(Comparator.comparing(Range::firstHigh, Long::compareUnsigned)
                .thenComparing(Range::firstLow, Long::compareUnsigned)
                .thenComparing(Range::lastHigh, (a, b) -> Long.compareUnsigned(b, a)) // the wider one first
                .thenComparing(Range::lastLow, (a, b) -> Long.compareUnsigned(b, a)));
        List<Range> merged = new ArrayList<>();
        for (Range range : ranges) {
            Range before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            boolean isWithin =
                    before != null && compare(range.lastHigh, range.lastLow, before.lastHigh, before.lastLow) <= 0;
            if (!isWithin) { // networks hold one another or are apart: there is nothing between
                merged.add(range);
            }
        }
        return merged;
    }

    private static @Nullable Range range(String network) {
        int slash = network.indexOf('/');
        byte[] given = address(slash < 0 ? network : network.substring(0, slash));
        if (given == null) {
            return null;
        }
        int base = given.length == Integer.BYTES ? V4_PREFIX_BITS : 0;
        String prefixText = slash < 0 ? String.valueOf(BITS - base) : network.substring(slash + 1);
        int prefix = PREFIX.matcher(prefixText).matches() ? base + Integer.parseInt(prefixText) : BITS + 1;
        if (prefix > BITS) {
            return null;
        }
        byte[] first = base == 0
                ? given
                : ByteBuffer.allocate(BITS / Byte.SIZE)
                        .put(V4_MAPPED)
                        .put(given)
                        .array();
        BigInteger behind = BigInteger.ONE.shiftLeft(BITS - prefix).subtract(BigInteger.ONE);
        BigInteger number = new BigInteger(1, first);
        if (number.and(behind).signum() != 0) {
            return null;
        }
        BigInteger last = number.or(behind);
        return new Range(
                number(first, 0),
                number(first, Long.BYTES),
                last.shiftRight(Long.SIZE).longValue(),
                last.longValue());
    }

    /** The bytes of an address, 4 or 16. What is none is never asked of the DNS: only texts of an address's signs are looked at. */
    private static byte @Nullable [] address(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]")
                    .getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        return high == otherHigh ? Long.compareUnsigned(low, otherLow) : Long.compareUnsigned(high, otherHigh);
    }

    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = at; i < at + Long.BYTES; i++) {
            number = number << Byte.SIZE | bytes[i] & 0xff;
        }
        return number;
    }
}

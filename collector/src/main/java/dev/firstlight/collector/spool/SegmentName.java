package dev.firstlight.collector.spool;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a segment, which carries all that must be known before its first byte is read.
 *
 * @param number order of the segments; a new one is above all that are there
 * @param createdAtMs when it was begun, epoch milliseconds: no frame in it is older
 * @param salt random, part of every checksum in it: bytes that a client sent cannot pass for a frame of ours
 */
public record SegmentName(long number, long createdAtMs, long salt) {

    /** Oldest first. */
    public static final Comparator<SegmentName> ORDER = Comparator.comparingLong(SegmentName::number);

    private static final Pattern FORM = Pattern.compile("(\\d{10})-(\\d{13})-([0-9a-f]{16})\\.spool");
    private static final int HEX = 16;

    /** The segment a file name says, or none. */
    public static @Nullable SegmentName parse(String fileName) {
        Matcher matcher = FORM.matcher(fileName);
        if (!matcher.matches()) {
            return null;
        }
        return new SegmentName(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseUnsignedLong(matcher.group(3), HEX));
    }

    public String fileName() {
        return stem() + ".spool";
    }

    /** Where damaged bytes from {@code offset} on are kept. */
    String damagedName(long offset) {
        return stem() + "-" + offset + ".damaged";
    }

    /** What the whole file is called when it can neither be read nor have its damage copied. */
    String setAsideName() {
        return stem() + ".setaside";
    }

    private String stem() {
        return String.format("%010d-%013d-%016x", number, createdAtMs, salt);
    }
}

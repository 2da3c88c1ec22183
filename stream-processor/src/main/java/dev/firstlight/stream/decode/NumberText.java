package dev.firstlight.stream.decode;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people and programs write them, read digit by digit: an event has a dozen of them, and patterns took a third of the time that
 * decoding takes. ASCII digits only. Pure.
 */
final class NumberText {

    /** Few enough that rounding is cheap whatever was sent. */
    private static final int DIGITS_MAX = 40;

    private static final int LONG_DIGITS_MAX = 19;

    /** {@code 10.0} is how some languages write the integer 10 into JSON. */
    private static final int ZEROS_MAX = 9;

    private NumberText() {}

    /** Of {@code [+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})}, so without exponents; else none. */
    static @Nullable BigDecimal decimal(String text) {
        int from = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        int point = digitsEnd(text, from);
        int end = point < text.length() && text.charAt(point) == '.' ? digitsEnd(text, point + 1) : point;
        int before = point - from;
        int after = end - point - 1; // -1 without a point
        boolean is = end == text.length() && before <= DIGITS_MAX && after <= DIGITS_MAX && (before > 0 || after > 0);
        return is ? new BigDecimal(text) : null;
    }

    /**
     * Whether a text is already what a decimal of so many digits is written as: no sign, no needless zero in front, digits behind a point.
     *
     * @param digitsBefore the point, at most
     * @param digitsAfter it, at most
     */
    static boolean isPlain(String text, int digitsBefore, int digitsAfter) {
        int point = digitsEnd(text, 0);
        if (point == 0 || point > digitsBefore || point > 1 && text.charAt(0) == '0') {
            return false;
        }
        if (point == text.length()) {
            return true;
        }
        int after = text.length() - point - 1;
        return text.charAt(point) == '.'
                && after >= 1
                && after <= digitsAfter
                && digitsEnd(text, point + 1) == text.length();
    }

    /** Of {@code -?\d{1,19}(\.0{1,9})?} if a long holds it; else none. */
    static @Nullable Long integer(String text) {
        boolean isNegative = !text.isEmpty() && text.charAt(0) == '-';
        return whole(text, isNegative ? 1 : 0, LONG_DIGITS_MAX);
    }

    /** Of as many digits at most, without a sign; else none. */
    static @Nullable Long unsigned(String text, int digitsMax) {
        return whole(text, 0, digitsMax);
    }

    private static @Nullable Long whole(String text, int from, int digitsMax) {
        int end = digitsEnd(text, from);
        if (end == from || end - from > digitsMax || !isNothingBehind(text, end)) {
            return null;
        }
        long value = 0; // below zero, where there is room for one more
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit;
        }
        if (from == 0 && value == Long.MIN_VALUE) {
            return null;
        }
        return from == 0 ? -value : value;
    }

    /** Nothing, or a point and zeros. */
    private static boolean isNothingBehind(String text, int end) {
        if (end == text.length()) {
            return true;
        }
        int zeros = text.length() - end - 1;
        if (text.charAt(end) != '.' || zeros < 1 || zeros > ZEROS_MAX) {
            return false;
        }
        for (int i = end + 1; i < text.length(); i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}

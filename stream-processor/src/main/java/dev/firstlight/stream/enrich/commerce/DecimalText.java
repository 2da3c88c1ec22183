package dev.firstlight.stream.enrich.commerce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Decimals of clients and files, and what the warehouse takes of them. Pure; any thread. */
final class DecimalText {

    /** Of a {@code DECIMAL(18,4)}. */
    static final int AFTER_POINT_MAX = 4;

    private static final int BEFORE_POINT_MAX = 14;

    /** More digits than any amount has, and few enough that sums and products stay small. */
    private static final int LENGTH_MAX = 32;

    /** {@code 1e3} is a number of JSON's; {@code 1e999999999} is an attack. */
    private static final int EXPONENT_DIGITS_MAX = 2;

    private DecimalText() {}

    /** The number, or none: a sign, digits, a point, digits, a short exponent. */
    static @Nullable BigDecimal read(String text) {
        String stripped = text.strip();
        return stripped.length() <= LENGTH_MAX && isDecimal(stripped) ? new BigDecimal(stripped) : null;
    }

    /** Within its column, rounded half to even; or none where it is too large. */
    static @Nullable BigDecimal fit(BigDecimal number, int scaleMax) {
        BigDecimal fitting = number.scale() > scaleMax ? number.setScale(scaleMax, RoundingMode.HALF_EVEN) : number;
        return fitting.precision() - fitting.scale() <= BEFORE_POINT_MAX ? fitting : null;
    }

    private static boolean isDecimal(String text) {
        int at = endOfSign(text, 0);
        int digits = endOfDigits(text, at);
        int count = digits - at;
        at = digits;
        if (at < text.length() && text.charAt(at) == '.') {
            digits = endOfDigits(text, at + 1);
            count += digits - at - 1;
            at = digits;
        }
        if (count > 0 && at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            int from = endOfSign(text, at + 1);
            at = endOfDigits(text, from);
            count = at - from <= EXPONENT_DIGITS_MAX ? at - from : 0;
        }
        return count > 0 && at == text.length();
    }

    private static int endOfSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}

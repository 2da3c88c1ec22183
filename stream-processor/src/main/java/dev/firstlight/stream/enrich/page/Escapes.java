package dev.firstlight.stream.enrich.page;

/**
 * Reads a text in units: a character, or what a percent-escape stands for, be it escaped once or up to four times ({@code %40}, {@code
 * %2540}, …), as happens where one URL is carried in a parameter of another. Nothing is copied, and no text is wrong: a percent sign that
 * begins no escape is a percent sign.
 *
 * <p>Pure; any thread.
 */
final class Escapes {

    /** Levels of escaping that are looked through; real pages show two, a redirect over a redirect three. */
    private static final int LEVELS_MAX = 4;

    /** Characters of an escape of the last level that is looked through: its percent sign, 25 for each level, two digits. */
    static final int LENGTH_MAX = 1 + 2 * LEVELS_MAX;

    private static final int LENGTH_SHIFT = 16;
    private static final int VALUE_MASK = 0xffff;

    private Escapes() {}

    /** The unit that begins at {@code at}: its {@link #value} and its {@link #length}. */
    static int unit(String text, int at, int end) {
        char c = text.charAt(at);
        return c == '%' ? escape(text, at, end) : 1 << LENGTH_SHIFT | c;
    }

    /** The character, or the byte that is escaped. */
    static int value(int unit) {
        return unit & VALUE_MASK;
    }

    /** In characters of the text. */
    static int length(int unit) {
        return unit >>> LENGTH_SHIFT;
    }

    /** Where the unit begins that ends at {@code end}. */
    static int startOfUnit(String text, int floor, int end) {
        int hex = end - 2;
        if (hex - 1 < floor || byteAt(text, hex, end) < 0) {
            return end - 1;
        }
        for (int level = 0; level < LEVELS_MAX && hex > floor; level++) {
            if (text.charAt(hex - 1) == '%') {
                return hex - 1;
            }
            if (hex - 2 <= floor || text.charAt(hex - 2) != '2' || text.charAt(hex - 1) != '5') {
                break;
            }
            hex -= 2;
        }
        return end - 1;
    }

    /** The byte of two hexadecimal digits, or -1. */
    static int byteAt(String text, int at, int end) {
        if (at + 2 > end) {
            return -1;
        }
        int high = digit(text.charAt(at));
        int low = digit(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int escape(String text, int at, int end) {
        int value = '%';
        int next = at + 1;
        for (int level = 0; level < LEVELS_MAX && value == '%'; level++) {
            int read = byteAt(text, next, end);
            if (read < 0) {
                break;
            }
            value = read;
            next += 2;
        }
        return next - at << LENGTH_SHIFT | value;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}

package dev.firstlight.stream.decode;

/** The forms of the names that each event has; letter by letter, as a pattern takes four times as long. Pure. */
final class Names {

    private static final int LENGTH_MAX = 64;

    private Names() {}

    /** {@code [A-Za-z0-9_-]{1,64}}, as the edge has it. */
    static boolean isPixel(String text) {
        boolean is = !text.isEmpty() && text.length() <= LENGTH_MAX;
        for (int i = 0; is && i < text.length(); i++) {
            char c = text.charAt(i);
            is = isSmallOrDigit(c) || c >= 'A' && c <= 'Z' || c == '_' || c == '-';
        }
        return is;
    }

    /** {@code [a-z0-9_.:-]{1,64}}. */
    static boolean isType(String text) {
        boolean is = !text.isEmpty() && text.length() <= LENGTH_MAX;
        for (int i = 0; is && i < text.length(); i++) {
            char c = text.charAt(i);
            is = isSmallOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-';
        }
        return is;
    }

    private static boolean isSmallOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
}

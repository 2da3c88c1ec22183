package dev.firstlight.stream.enrich.page;

import java.util.Set;

/** What can be a host's name. Pure; any thread. */
final class HostText {

    /** Ends of file names that would else pass for a host, where the scheme is missing: {@code index.html}. */
    private static final Set<String> FILE_ENDINGS =
            Set.of("html", "htm", "php", "asp", "aspx", "jsp", "pdf", "js", "png");

    private HostText() {}

    /** Letters of any script, digits, dots, hyphens and underscores; or a number in brackets (RFC 3986, IP-literal). */
    static boolean isPlausible(String text, int from, int to) {
        if (text.charAt(from) == '[') {
            return isNumber(text, from + 1, to);
        }
        for (int i = from; i < to; ) {
            int c = text.charAt(i);
            c = c < 0x80 ? c : text.codePointAt(i);
            if (!isPart(c)) {
                return false;
            }
            i += c < 0x80 ? 1 : Character.charCount(c);
        }
        return true;
    }

    /** Whether a first segment without a scheme is a host, with or without a port, and no relative path. */
    static boolean isBareHost(String text, int from, int to) {
        int end = text.indexOf(':', from);
        if (end < 0 || end >= to) {
            end = to;
        } else if (!isPort(text, end + 1, to)) {
            return false;
        }
        if (isLocalHost(text, from, end)) {
            return true;
        }
        int dot = text.lastIndexOf('.', end - 1);
        return dot > from
                && dot + 1 < end
                && Character.isLetter(text.charAt(dot + 1))
                && isPlausible(text, from, end)
                && !FILE_ENDINGS.contains(text.substring(dot + 1, end));
    }

    /** Whether {@code from} to the colon is a host rather than a scheme: {@code shop.example:8080/}, {@code localhost:3000}. */
    static boolean isHostWithPort(String text, int from, int colon, int to) {
        int end = colon + 1;
        while (end < to && isDigit(text.charAt(end))) {
            end++;
        }
        if (end == colon + 1 || end < to && "/?#".indexOf(text.charAt(end)) < 0) {
            return false;
        }
        int dot = text.indexOf('.', from);
        return dot > from && dot < colon || isLocalHost(text, from, colon);
    }

    private static boolean isLocalHost(String text, int from, int to) {
        return to - from == 9 && text.regionMatches(true, from, "localhost", 0, 9);
    }

    private static boolean isPort(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return from < to;
    }

    private static boolean isNumber(String text, int from, int to) {
        for (int i = from; i < to - 1; i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return to - from > 2 && text.charAt(to - 1) == ']';
    }

    private static boolean isPart(int c) {
        if (c < 0x80) {
            int lower = c | 0x20;
            return lower >= 'a' && lower <= 'z' || isDigit(c) || c == '.' || c == '-' || c == '_';
        }
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.Nullable;

/**
 * Finds e-mail addresses in any text, escaped or not, and puts {@link Scrubber#MARK} in their place.
 *
 * <p>An address here is one character or more that addresses are made of, an at sign, and a name of two labels or more, one of which, not
 * the first, begins with two letters: {@code a@b.example}, not {@code vue@2.6.14}. Rather too much than too little: {@code logo@2x.png} goes
 * as well, and so does a word joined to an address by a plus sign. Not found: quoted local parts, and addresses at a bare host or number.
 *
 * <p>What is found does not depend on what comes after it, so a scrubbed text that is cut stays scrubbed; the mark is no part of an address,
 * so scrubbing twice is scrubbing once. An escape of JSON before an address stays whole ({@code \n} before {@code jane@…}), so that what was
 * JSON is JSON after it. Cost: linear, since no scan goes back past the last at sign. Pure; any thread.
 */
final class EmailAddresses {

    private static final int LETTERS_MIN = 2;

    /** Behind the backslash: a letter and four digits. */
    private static final int JSON_UNICODE_LENGTH = 5;

    /** Where the scripts begin that are written without spaces, so that the words around an address would seem a part of it. */
    static final int UNSPACED_SCRIPTS = 0x2e80;

    private EmailAddresses() {}

    /** The text without addresses; the same object where there were none. */
    static String scrub(String text) {
        return text.indexOf('@') < 0 && text.indexOf('%') < 0 ? text : scan(text);
    }

    /** Goes from sign to sign, since most of a text is neither. */
    private static String scan(String text) {
        StringBuilder out = null;
        int copied = 0;
        int floor = 0;
        int sign = text.indexOf('@');
        int escape = text.indexOf('%');
        while (sign >= 0 || escape >= 0) {
            int at = sign < 0 || escape >= 0 && escape < sign ? escape : sign;
            int length = lengthOfAtSign(text, at);
            int next = at + Math.max(1, length);
            if (length > 0) {
                int start = startOfLocalPart(text, floor, at);
                int end = start == at ? -1 : endOfDomain(text, next);
                if (end >= 0) {
                    out = append(out, text, copied, start);
                    copied = end;
                    next = end;
                }
                floor = next;
            }
            sign = sign >= 0 && sign < next ? text.indexOf('@', next) : sign;
            escape = escape >= 0 && escape < next ? text.indexOf('%', next) : escape;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    private static StringBuilder append(@Nullable StringBuilder out, String text, int from, int to) {
        StringBuilder into = out == null ? new StringBuilder(text.length()) : out;
        return into.append(text, from, to).append(Scrubber.MARK);
    }

    private static int lengthOfAtSign(String text, int at) {
        char c = text.charAt(at);
        if (c == '@') {
            return 1;
        }
        if (c != '%') {
            return 0;
        }
        int unit = Escapes.unit(text, at, text.length());
        return Escapes.value(unit) == '@' ? Escapes.length(unit) : 0;
    }

    private static int startOfLocalPart(String text, int floor, int at) {
        int start = at;
        while (start > floor) {
            int before = Escapes.startOfUnit(text, floor, start);
            if (!isLocal(Escapes.value(Escapes.unit(text, before, start)))) {
                break;
            }
            start = before;
        }
        return Math.min(at, start + lengthOfJsonEscape(text, start));
    }

    /** Of a text in JSON: the letters behind a backslash are the rest of an escape, which must stay whole. */
    private static int lengthOfJsonEscape(String text, int at) {
        if (at == 0 || text.charAt(at - 1) != '\\') {
            return 0;
        }
        boolean isUnicode = text.charAt(at) == 'u'
                && Escapes.byteAt(text, at + 1, text.length()) >= 0
                && Escapes.byteAt(text, at + 3, text.length()) >= 0;
        return isUnicode ? JSON_UNICODE_LENGTH : "bfnrt".indexOf(text.charAt(at)) < 0 ? 0 : 1;
    }

    /** After the last letter or digit of the name, or -1 where there is none. */
    private static int endOfDomain(String text, int from) {
        int end = from;
        boolean isDotted = false;
        boolean isFound = false;
        int labelLength = 0;
        int letters = 0; // at the beginning of the label, without a break
        for (int at = from; at < text.length(); ) {
            int unit = Escapes.unit(text, at, text.length());
            int c = Escapes.value(unit);
            at += Escapes.length(unit);
            if (isLetter(c) || isDigit(c)) {
                letters += letters == labelLength && isLetter(c) ? 1 : 0;
                labelLength++;
                isFound |= isDotted && letters >= LETTERS_MIN;
                end = at;
            } else if (c == '.' && labelLength > 0) {
                isDotted = true;
                labelLength = 0;
                letters = 0;
            } else if (c == '-') {
                labelLength++;
            } else {
                break;
            }
        }
        return isFound ? end : -1;
    }

    private static boolean isLocal(int c) {
        return isLetter(c) || isDigit(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '~';
    }

    /** Bytes of escaped letters beyond ASCII count as letters. */
    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z'
                || c >= 0x80 && c < UNSPACED_SCRIPTS && (c <= 0xff || Character.isLetterOrDigit(c));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.Arrays;

/**
 * Finds where JSON (RFC 8259) ends in bytes that a newline follows: no value of one line contains it, so nothing is read past it. Stricter than
 * the standard where other readers differ: UTF-8 and pairs of surrogates must be whole, it goes no deeper than {@value #DEPTH_MAX}, and names and numbers are no
 * longer than Jackson takes, which the checked way reads with. Each method answers the place after what it read, or {@value #NONE}. Threads: one.
 */
final class PlainJson {

    static final int NONE = -1;
    static final byte[] NULL = {'n', 'u', 'l', 'l'};
    static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private static final int DEPTH_MAX = 64;
    private static final int ASCII_MAX = 0x7f;

    /** 50,000. Jackson counts what is left when escapes are read, which is no more than stands in the line. */
    private static final int NAME_BYTES_MAX = StreamReadConstraints.DEFAULT_MAX_NAME_LEN;

    /** 1,000. Jackson counts the digits alone. */
    private static final int NUMBER_CHARS_MAX = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;

    /** The first byte's marks of a character of one, two, three and four bytes. */
    private static final int[] LEADS = {0, 0xc0, 0xe0, 0xf0};

    private boolean isEscaped;

    /** Whether the string that was read last has an escape. */
    boolean isEscaped() {
        return isEscaped;
    }

    /** From after the quote that opens it. */
    int string(byte[] line, int from) {
        isEscaped = false;
        int at = from;
        while (at != NONE) {
            byte next = line[at];
            if (next == '"') {
                return at + 1;
            }
            if (next == '\\') {
                isEscaped = true;
                at = escape(line, at + 1);
            } else if (next < 0) {
                at = sequence(line, at);
            } else {
                at = next < ' ' ? NONE : at + 1;
            }
        }
        return NONE;
    }

    static int number(byte[] line, int from) {
        int at = numeral(line, from);
        return at - from <= NUMBER_CHARS_MAX ? at : NONE;
    }

    /** A number of any length. */
    private static int numeral(byte[] line, int from) {
        int digits = line[from] == '-' ? from + 1 : from;
        int at = digits(line, digits);
        if (at == digits || (line[digits] == '0' && at > digits + 1)) {
            return NONE;
        }
        if (line[at] == '.') {
            int fraction = at + 1;
            at = digits(line, fraction);
            if (at == fraction) {
                return NONE;
            }
        }
        if (line[at] != 'e' && line[at] != 'E') {
            return at;
        }
        int exponent = line[at + 1] == '-' || line[at + 1] == '+' ? at + 2 : at + 1;
        at = digits(line, exponent);
        return at == exponent ? NONE : at;
    }

    static int literal(byte[] line, int from, byte[] literal) {
        for (int i = 0; i < literal.length; i++) {
            if (line[from + i] != literal[i]) {
                return NONE;
            }
        }
        return from + literal.length;
    }

    /** A number, {@code true} or {@code false}. */
    static int scalar(byte[] line, int from) {
        return switch (line[from]) {
            case 't' -> literal(line, from, TRUE);
            case 'f' -> literal(line, from, FALSE);
            default -> number(line, from);
        };
    }

    /** Any value; between its parts spaces may stand. */
    int value(byte[] line, int from) {
        return value(line, from, 0);
    }

    /** Whether all of the text is one value. */
    boolean isWhole(byte[] text) {
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return value(line, 0) == text.length;
    }

    private int value(byte[] line, int from, int depth) {
        return switch (line[from]) {
            case '"' -> string(line, from + 1);
            case '{' -> depth == DEPTH_MAX ? NONE : members(line, from + 1, (byte) '}', depth + 1);
            case '[' -> depth == DEPTH_MAX ? NONE : members(line, from + 1, (byte) ']', depth + 1);
            case 'n' -> literal(line, from, NULL);
            default -> scalar(line, from);
        };
    }

    /** The rest of an object or an array, from after what opens it. */
    private int members(byte[] line, int from, byte end, int depth) {
        int at = spaces(line, from);
        if (line[at] == end) {
            return at + 1;
        }
        while (true) {
            at = end == '}' ? name(line, at) : at;
            at = at == NONE ? NONE : value(line, at, depth);
            if (at == NONE) {
                return NONE;
            }
            at = spaces(line, at);
            if (line[at] == end) {
                return at + 1;
            }
            if (line[at] != ',') {
                return NONE;
            }
            at = spaces(line, at + 1);
        }
    }

    /** Up to the value that has it. */
    private int name(byte[] line, int from) {
        int at = line[from] == '"' ? string(line, from + 1) : NONE;
        boolean isShort = at - from - 2 <= NAME_BYTES_MAX; // without its quotes
        at = at == NONE || !isShort ? NONE : spaces(line, at);
        return at == NONE || line[at] != ':' ? NONE : spaces(line, at + 1);
    }

    /** What a string that was read whole stands for; its bytes without the quotes. */
    static byte[] unescaped(byte[] line, int from, int to) {
        byte[] text = new byte[to - from]; // an escape is longer than what it stands for
        int length = 0;
        int at = from;
        while (at < to) {
            if (line[at] != '\\') {
                text[length++] = line[at++];
            } else if (line[at + 1] != 'u') {
                text[length++] = unescaped(line[at + 1]);
                at += 2;
            } else {
                int codePoint = hex4(line, at + 2);
                at += 6;
                if (Character.isHighSurrogate((char) codePoint)) {
                    codePoint = Character.toCodePoint((char) codePoint, (char) hex4(line, at + 2));
                    at += 6;
                }
                length = encode(codePoint, text, length);
            }
        }
        return Arrays.copyOf(text, length);
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    private static int encode(int codePoint, byte[] text, int length) {
        int more = codePoint <= ASCII_MAX ? 0 : codePoint <= 0x7ff ? 1 : codePoint <= 0xffff ? 2 : 3;
        text[length] = (byte) (LEADS[more] | codePoint >> 6 * more);
        for (int i = 1; i <= more; i++) {
            text[length + i] = (byte) (0x80 | codePoint >> 6 * (more - i) & 0x3f);
        }
        return length + more + 1;
    }

    /** From after the backslash. */
    private static int escape(byte[] line, int at) {
        return switch (line[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> {
                int unit = hex4(line, at + 1);
                if (unit < 0 || Character.isLowSurrogate((char) unit)) {
                    yield NONE;
                }
                if (!Character.isHighSurrogate((char) unit)) {
                    yield at + 5;
                }
                if (line[at + 5] != '\\' || line[at + 6] != 'u') {
                    yield NONE;
                }
                int second = hex4(line, at + 7);
                yield second >= 0 && Character.isLowSurrogate((char) second) ? at + 11 : NONE;
            }
            default -> NONE;
        };
    }

    /** Four hexadecimal digits, or {@value #NONE}. */
    private static int hex4(byte[] line, int from) {
        int value = 0;
        for (int at = from; at < from + 4; at++) {
            int digit = Character.digit(line[at], 16);
            if (digit < 0) {
                return NONE;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** A character of several bytes: the shortest form, no surrogate, none past U+10FFFF (RFC 3629). */
    private static int sequence(byte[] line, int from) {
        int lead = line[from] & 0xff;
        int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        int codePoint = lead & (0x3f >> more);
        for (int at = from + 1; at <= from + more; at++) {
            if ((line[at] & 0xc0) != 0x80) {
                return NONE;
            }
            codePoint = codePoint << 6 | line[at] & 0x3f;
        }
        boolean isShortest = codePoint > (more == 1 ? ASCII_MAX : more == 2 ? 0x7ff : 0xffff);
        boolean isCharacter = codePoint <= Character.MAX_CODE_POINT
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
        return lead >= 0xc2 && lead <= 0xf4 && isShortest && isCharacter ? from + more + 1 : NONE;
    }

    private static int digits(byte[] line, int from) {
        int at = from;
        while (line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int spaces(byte[] line, int from) {
        int at = from;
        while (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
            at++;
        }
        return at;
    }
}

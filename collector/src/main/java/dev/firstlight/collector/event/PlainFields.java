package dev.firstlight.collector.event;

import dev.firstlight.schema.ConsentState;
import dev.firstlight.schema.WireField;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where in a query the values stand that the edge reads itself, found in one pass and only while they are plain: visible ASCII without
 * escapes, which mean exactly their bytes. What consent grants may be escaped; nobody reads it here.
 *
 * <p>Threads: one.
 */
final class PlainFields {

    private static final int STOP = -1;
    private static final int NOT_THERE = -1;
    private static final byte[] GRANTED = ConsentState.GRANTED.word().getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOT_REQUIRED = ConsentState.NOT_REQUIRED.word().getBytes(StandardCharsets.US_ASCII);

    // By the field's ordinal.
    private final int[] starts = new int[WireField.values().length];
    private final int[] ends = new int[WireField.values().length];

    /** Looks through all of a query; false when something in it is not plain, or would be refused. */
    boolean find(byte[] in, int from, int to) {
        for (WireField field : EdgeKeys.FIELDS) {
            starts[field.ordinal()] = NOT_THERE;
            ends[field.ordinal()] = NOT_THERE;
        }
        int at = from;
        while (at < to) {
            int end = findPair(in, at, to);
            if (end == STOP) {
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    /** Where a value begins; of no meaning when it has no length. */
    int start(WireField field) {
        return Math.max(0, starts[field.ordinal()]);
    }

    /** 0 when the field is not there or empty. */
    int length(WireField field) {
        return ends[field.ordinal()] - starts[field.ordinal()];
    }

    int end(WireField field) {
        return start(field) + length(field);
    }

    boolean isGranted(byte[] in) {
        return isGranted(in, start(WireField.CONSENT), end(WireField.CONSENT));
    }

    /** Reads one pair, which may be empty, and answers where it ends. */
    private int findPair(byte[] in, int from, int to) {
        long letters = 0;
        int at = from;
        for (; at < to; at++) {
            byte b = in[at];
            if (b <= '=') { // no letter: few bytes of a key are compared further
                if (b == '=' || b == '&') {
                    break;
                }
                if (b == '%' || b == '+' || b == 0) {
                    return STOP;
                }
            }
            letters = letters << Byte.SIZE | b & 0xff;
        }
        WireField field = at - from <= EdgeKeys.LETTERS_MAX ? EdgeKeys.of(letters) : null;
        int start = at < to && in[at] == '=' ? at + 1 : at;
        return findValue(in, start, to, field);
    }

    /** The first of repeated keys wins; the values of the others need only be readable. */
    private int findValue(byte[] in, int start, int to, @Nullable WireField field) {
        if (field == null || starts[field.ordinal()] != NOT_THERE) {
            return endOfReadable(in, start, to);
        }
        // What a consent state grants is read downstream, and may be escaped.
        boolean isOnlyPrefixRead = field == WireField.CONSENT && isGranted(in, start, to);
        int end = isOnlyPrefixRead ? endOfReadable(in, start, to) : endOfPlain(in, start, to);
        starts[field.ordinal()] = start;
        ends[field.ordinal()] = end;
        return end;
    }

    /** The end of a value that may hold anything but NUL and escapes that are none. */
    private static int endOfReadable(byte[] in, int start, int to) {
        int at = start;
        for (; at < to; at++) {
            byte b = in[at];
            if (b > '&') { // letters, digits and nearly all else of a value
                continue;
            }
            if (b == '&') {
                break;
            }
            if (b == '%') {
                if (!isReadableEscape(in, at, to)) {
                    return STOP;
                }
                at += 2;
            } else if (b == 0) {
                return STOP;
            }
        }
        return at;
    }

    private static boolean isReadableEscape(byte[] in, int at, int to) {
        boolean isEscape = to - at > 2 && isHex(in[at + 1]) && isHex(in[at + 2]);
        return isEscape && (in[at + 1] != '0' || in[at + 2] != '0');
    }

    /** The end of a value that means exactly its bytes: visible ASCII without escapes. */
    private static int endOfPlain(byte[] in, int start, int to) {
        int at = start;
        while (at < to && in[at] != '&') {
            if (in[at] <= ' ' || in[at] == 0x7f || in[at] == '%' || in[at] == '+') { // beyond ASCII is below 0
                return STOP;
            }
            at++;
        }
        return at;
    }

    private static boolean isGranted(byte[] in, int start, int end) {
        return startsWith(in, start, end, GRANTED) && isEndOfWord(in, start + GRANTED.length, end)
                || startsWith(in, start, end, NOT_REQUIRED) && isEndOfWord(in, start + NOT_REQUIRED.length, end);
    }

    /** Whether a state's word ends here, as {@link ConsentState} has it; false as well for escapes that are none of the usual. */
    private static boolean isEndOfWord(byte[] in, int at, int end) {
        if (at == end || in[at] == '&') {
            return true;
        }
        if (in[at] == '%') {
            int escaped = end - at > 2 ? (Character.digit(in[at + 1], 16) << 4) + Character.digit(in[at + 2], 16) : 0;
            return escaped > 0 && ConsentState.isSeparator((char) escaped);
        }
        return in[at] > 0 && ConsentState.isSeparator((char) in[at]);
    }

    /** In whatever case; {@code beginning} is in lower case. */
    static boolean startsWith(byte[] in, int start, int end, byte[] beginning) {
        if (end - start < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            int b = in[start + i];
            int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (lower != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }
}

package dev.firstlight.collector.edge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds one complete plain {@code GET} of a pixel in bytes, in one pass, and keeps where its parts are.
 *
 * <p>Plain is less than what is allowed: HTTP/1.1, a path of ours without escapes, one Host, printable ASCII in names and target, no tab, no
 * folded line, none of the fields that change how a message is framed or answered, all of it within the limits. Whatever is not plain, or not
 * complete, is left to the decoder, untouched: this class never refuses, so that it need not know why. What must hold: it takes nothing that the
 * decoder and {@link RequestRules} refuse, and reads no part differently. Proof: {@code ScannerFuzzTest}, request by request against the
 * general path; benchmark: {@code loadtest/bench edge --cost}.
 *
 * <p>Threads: one. Memory: none but its own offsets. Nothing in here lives longer than the next call of {@link #scan}.
 */
final class RequestScanner {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private static final byte[] GET = ascii("GET /");
    private static final byte[] VERSION = ascii("HTTP/1.1\r\n");
    private static final int PIXEL_ID_MAX = 64;

    /** The least that can be one: {@code GET /1/p HTTP/1.1}, a Host and the empty line. */
    private static final int BYTES_MIN = 32;

    private static final byte[] KEEP_ALIVE = ascii("keep-alive");

    private static final boolean[] IN_PIXEL_ID =
            table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    private static final boolean[] IN_NAME = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    private static final boolean[] IN_HOST =
            table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,;=:[]");

    private final byte[][] pixelNames;
    private final boolean[] isGifName;
    private final int uriBytesMax;
    private final int headerBytesMax;
    private final int headerLinesMax;
    private final KnownFields fields;

    // Where the parts of the last whole request are.
    private final int[] from = new int[HotField.values().length];
    private final int[] to = new int[HotField.values().length];
    private byte[] in = Images.NONE;
    private int at;
    private int pixelFrom;
    private int pixelTo;
    private boolean isGif;
    private int queryFrom;
    private int queryTo;
    private boolean hasForwardedTwice;

    RequestScanner(HttpConfig config) {
        List<String> names = config.pixelNames();
        pixelNames = names.stream().map(RequestScanner::ascii).toArray(byte[][]::new);
        isGifName = new boolean[pixelNames.length];
        for (int i = 0; i < isGifName.length; i++) {
            isGifName[i] = names.get(i).endsWith(".gif");
        }
        uriBytesMax = config.uriBytesMax();
        headerBytesMax = config.headerBytesMax();
        headerLinesMax = config.headerLinesMax();
        fields = new KnownFields(config.trustedProxies().header());
    }

    /** Whether a whole plain request begins at {@code begin}; its parts are then as the accessors say, until the next call. */
    boolean scan(byte[] bytes, int begin, int end) {
        in = bytes;
        at = begin;
        return end - begin >= BYTES_MIN && scanRequestLine(end) && scanFields(end);
    }

    /** The first byte behind the request. */
    int end() {
        return at;
    }

    int pixelFrom() {
        return pixelFrom;
    }

    int pixelTo() {
        return pixelTo;
    }

    /** Whether the pixel is asked for as a GIF. */
    boolean isGif() {
        return isGif;
    }

    /** The first byte behind the question mark, as many as {@link #queryTo} when there is none. */
    int queryFrom() {
        return queryFrom;
    }

    int queryTo() {
        return queryTo;
    }

    /** Where the field's value begins; as much as {@link #to} when it is empty, -1 when the field is not there. */
    int from(HotField field) {
        return from[field.ordinal()];
    }

    int to(HotField field) {
        return to[field.ordinal()];
    }

    /** Whether there is more than one line of forwarded addresses. */
    boolean hasForwardedTwice() {
        return hasForwardedTwice;
    }

    private boolean scanRequestLine(int end) {
        if (!startsWith(GET, at)) {
            return false;
        }
        int target = at + GET.length - 1;
        pixelFrom = target + 1;
        int i = pixelFrom;
        while (i < end && is(IN_PIXEL_ID, in[i])) {
            i++;
        }
        pixelTo = i;
        if (i >= end || in[i] != '/' || i == pixelFrom || i - pixelFrom > PIXEL_ID_MAX) {
            return false;
        }
        int name = nameAt(i + 1, end);
        if (name < 0) {
            return false;
        }
        isGif = isGifName[name];
        i += 1 + pixelNames[name].length;
        queryFrom = in[i] == '?' ? i + 1 : i;
        int space = in[i] == '?' ? endOfRun(queryFrom, end, (byte) ' ') : i;
        queryTo = space;
        if (space < 0 || in[space] != ' ' || space - target > uriBytesMax || end - space <= VERSION.length) {
            return false;
        }
        at = space + 1 + VERSION.length;
        return startsWith(VERSION, space + 1);
    }

    /** Which of the names stands here, before a question mark or a space; -1 for none. */
    private int nameAt(int start, int end) {
        for (int i = 0; i < pixelNames.length; i++) {
            int behind = start + pixelNames[i].length;
            if (behind < end && (in[behind] == '?' || in[behind] == ' ') && startsWith(pixelNames[i], start)) {
                return i;
            }
        }
        return -1;
    }

    private boolean scanFields(int end) {
        Arrays.fill(from, -1);
        hasForwardedTwice = false;
        int fieldsFrom = at;
        int lines = 0;
        boolean hasHost = false;
        while (at + 1 < end) {
            if (in[at] == '\r') {
                at += 2;
                return hasHost && in[at - 1] == '\n' && at - fieldsFrom <= headerBytesMax;
            }
            int name = at;
            while (at < end && is(IN_NAME, in[at])) {
                at++;
            }
            if (at >= end || in[at] != ':' || at == name || ++lines > headerLinesMax) {
                return false;
            }
            int nameTo = at;
            int lineEnd = endOfRun(nameTo + 1, end, (byte) '\r');
            if (lineEnd < 0 || lineEnd + 1 >= end || in[lineEnd + 1] != '\n') {
                return false;
            }
            int valueFrom = skipSpaces(nameTo + 1, lineEnd);
            int valueTo = skipSpacesBack(valueFrom, lineEnd);
            at = lineEnd + 2;
            KnownFields.Field known = fields.of(in, name, nameTo);
            if (known == null) {
                continue;
            }
            switch (known.meaning()) {
                case UNUSUAL -> {
                    return false;
                }
                case HOST -> {
                    if (hasHost || valueFrom == valueTo || !isAll(IN_HOST, valueFrom, valueTo)) {
                        return false;
                    }
                    hasHost = true;
                }
                case CONNECTION -> {
                    if (!KnownFields.equalsIgnoringCase(KEEP_ALIVE, in, valueFrom, valueTo)) {
                        return false;
                    }
                }
                case READ -> keep(known.hotField(), valueFrom, valueTo);
            }
        }
        return false;
    }

    private void keep(int field, int valueFrom, int valueTo) {
        if (from[field] < 0) {
            from[field] = valueFrom;
            to[field] = valueTo;
        } else if (field == HotField.FORWARDED.ordinal()) {
            hasForwardedTwice = true;
        }
    }

    /**
     * The first {@code wanted} from here on, when only printable ASCII and bytes above 0x7f stand before it; else -1. A word at a time: of eight
     * bytes, those below 0x20 (Hacker's Delight, 6-1) and those of 0x7f; a space is found as such.
     */
    private int endOfRun(int start, int end, byte wanted) {
        int i = start;
        boolean isSpaceWanted = wanted == ' ';
        long least = (isSpaceWanted ? 0x21L : 0x20L) * LOW_BITS;
        while (i + Long.BYTES <= end) {
            long word = (long) WORD.get(in, i);
            long below = word - least & ~word & HIGH_BITS;
            long delete = word ^ 0x7f * LOW_BITS;
            long hits = below | delete - LOW_BITS & ~delete & HIGH_BITS | (isSpaceWanted ? word & HIGH_BITS : 0);
            if (hits != 0) {
                i += Long.numberOfTrailingZeros(hits) >>> 3;
                return in[i] == wanted ? i : -1;
            }
            i += Long.BYTES;
        }
        while (i < end) {
            byte b = in[i];
            boolean isOrdinary = b > ' ' && b != 0x7f || !isSpaceWanted && (b == ' ' || b < 0);
            if (!isOrdinary) {
                return b == wanted ? i : -1;
            }
            i++;
        }
        return -1;
    }

    private int skipSpaces(int start, int end) {
        int i = start;
        while (i < end && in[i] == ' ') {
            i++;
        }
        return i;
    }

    private int skipSpacesBack(int start, int end) {
        int i = end;
        while (i > start && in[i - 1] == ' ') {
            i--;
        }
        return i;
    }

    private boolean startsWith(byte[] wanted, int start) {
        return start + wanted.length <= in.length
                && Arrays.equals(in, start, start + wanted.length, wanted, 0, wanted.length);
    }

    private boolean isAll(boolean[] table, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!is(table, in[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(boolean[] table, byte b) {
        return b >= 0 && table[b];
    }

    private static boolean[] table(String characters) {
        boolean[] table = new boolean[128];
        for (int i = 0; i < characters.length(); i++) {
            table[characters.charAt(i)] = true;
        }
        return table;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

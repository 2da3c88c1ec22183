package dev.firstlight.schema;

import java.nio.charset.StandardCharsets;

/**
 * Reads a query string: {@code key=value} pairs between {@code &}, percent-escapes and {@code +} decoded, UTF-8.
 *
 * <p>A percent sign without two hex digits refuses the whole; bytes that are not UTF-8 are replaced and warned about. Threads: any.
 */
public final class QueryPayload {

    private QueryPayload() {}

    public static Payload read(byte[] query) {
        Payload payload = new Payload();
        byte[] decoded = new byte[query.length];
        int at = 0;
        while (at <= query.length && payload.refusal() == null) {
            int end = indexOf(query, '&', at, query.length);
            if (end > at) {
                readPair(query, at, end, decoded, payload);
            }
            at = end + 1;
        }
        return payload;
    }

    private static void readPair(byte[] query, int from, int to, byte[] decoded, Payload payload) {
        int equals = indexOf(query, '=', from, to);
        int keyLength = decode(query, from, equals, decoded, payload);
        if (keyLength < 0) {
            return;
        }
        String key = new String(decoded, 0, keyLength, StandardCharsets.UTF_8);
        int valueLength = equals < to ? decode(query, equals + 1, to, decoded, payload) : 0;
        if (valueLength < 0) {
            return;
        }
        String value = new String(decoded, 0, valueLength, StandardCharsets.UTF_8);
        // Malformed bytes become this character, which may also have been sent: only then are they looked at once more.
        boolean isText = value.indexOf(Utf8.REPLACEMENT) < 0 || Utf8.strict(decoded, 0, valueLength) != null;
        WireField field = WireField.ofQueryKey(key);
        if (field != null) {
            payload.putField(field, value, isText);
        } else if (key.startsWith(WireField.PROPERTY_PREFIX)) {
            payload.putProperty(key.substring(WireField.PROPERTY_PREFIX.length()), value, isText);
        } else {
            payload.putProperty(key, value, isText);
        }
    }

    /** Decodes into {@code out} from 0 and answers the length, or -1 after having refused. */
    private static int decode(byte[] in, int from, int to, byte[] out, Payload payload) {
        int length = 0;
        for (int i = from; i < to; i++) {
            int b = in[i];
            if (b == '+') {
                b = ' ';
            } else if (b == '%') {
                int high = i + 2 < to ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 < to ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    payload.refuse(Refusal.QUERY_MALFORMED, "percent sign without two hex digits at byte " + i);
                    return -1;
                }
                b = high << 4 | low;
                i += 2;
            }
            if (b == 0) {
                payload.refuse(Refusal.NUL_BYTE, "NUL at byte " + i);
                return -1;
            }
            out[length++] = (byte) b;
        }
        return length;
    }

    private static int indexOf(byte[] in, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (in[i] == wanted) {
                return i;
            }
        }
        return to;
    }
}

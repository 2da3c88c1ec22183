package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a header field means to {@link RequestScanner}, by its length: few names have the same, so that most fields cost one
 * comparison or none. Threads: any; nothing is allocated once it is made.
 */
final class KnownFields {

    /** What is done about a field. */
    enum Meaning {
        HOST,
        CONNECTION,
        /** A request that carries it is not plain: it has a body, wants another protocol, or waits for a word of ours. */
        UNUSUAL,
        READ
    }

    /**
     * A name that means something.
     *
     * @param hotField the ordinal of the {@link HotField} that is read, -1 for none
     */
    record Field(byte[] name, Meaning meaning, int hotField) {}

    private static final List<String> UNUSUAL = List.of(
            "content-length",
            "transfer-encoding",
            "upgrade",
            "expect",
            "trailer",
            "te",
            "http2-settings",
            "proxy-connection",
            "sec-websocket-key",
            "sec-websocket-key1",
            "sec-websocket-key2");

    private final Field[][] byLength;

    /** @param forwardedName of the field in which proxies write addresses, in lower case */
    KnownFields(String forwardedName) {
        List<Field> all = new ArrayList<>();
        all.add(new Field(ascii("host"), Meaning.HOST, -1));
        all.add(new Field(ascii("connection"), Meaning.CONNECTION, -1));
        for (String name : UNUSUAL) {
            all.add(new Field(ascii(name), Meaning.UNUSUAL, -1));
        }
        for (HotField field : HotField.values()) {
            byte[] name = field == HotField.FORWARDED ? ascii(forwardedName) : field.lowerCaseName();
            all.add(new Field(name, Meaning.READ, field.ordinal()));
        }
        int longest = all.stream().mapToInt(field -> field.name().length).max().orElse(0);
        byLength = new Field[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            byLength[length] =
                    all.stream().filter(field -> field.name().length == wanted).toArray(Field[]::new);
        }
    }

    /** The field whose name stands there, in whatever case; none for all others. */
    @Nullable
    Field of(byte[] in, int from, int to) {
        int length = to - from;
        if (length < byLength.length) {
            for (Field field : byLength[length]) {
                if (equalsIgnoringCase(field.name(), in, from, to)) {
                    return field;
                }
            }
        }
        return null;
    }

    /** @param lowerCase letters, digits and dashes */
    static boolean equalsIgnoringCase(byte[] lowerCase, byte[] in, int from, int to) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = in[from + i];
            boolean isSame = b == lowerCase[i] || b >= 'A' && b <= 'Z' && b + 32 == lowerCase[i];
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

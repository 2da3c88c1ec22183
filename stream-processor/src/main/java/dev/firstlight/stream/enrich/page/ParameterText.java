package dev.firstlight.stream.enrich.page;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as it stands in a URL → its text: escapes are bytes of UTF-8, a plus sign is a space. What is no escape stays as it is;
 * bytes that are no UTF-8 become U+FFFD, control characters spaces.
 *
 * <p>Pure; any thread. Failure: none.
 */
final class ParameterText {

    private ParameterText() {}

    /** Without spaces around it, or none when nothing is left. */
    static @Nullable String decode(String text, int from, int to) {
        String plain = isPlain(text, from, to) ? text.substring(from, to) : decoded(text, from, to);
        String stripped = plain.strip();
        return stripped.isEmpty() ? null : stripped;
    }

    private static boolean isPlain(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || isControl(c)) {
                return false;
            }
        }
        return true;
    }

    private static String decoded(String text, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            int run = endOfEscapes(text, at, to);
            if (run > at) {
                out.append(bytes(text, at, run));
                at = run;
            } else {
                char c = text.charAt(at);
                out.append(c == '+' ? ' ' : c);
                at++;
            }
        }
        for (int i = 0; i < out.length(); i++) {
            if (isControl(out.charAt(i))) {
                out.setCharAt(i, ' ');
            }
        }
        return out.toString();
    }

    private static int endOfEscapes(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) == '%' && Escapes.byteAt(text, at + 1, to) >= 0) {
            at += 3;
        }
        return at;
    }

    private static String bytes(String text, int from, int to) {
        byte[] bytes = new byte[(to - from) / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Escapes.byteAt(text, from + 3 * i + 1, to);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7f;
    }
}

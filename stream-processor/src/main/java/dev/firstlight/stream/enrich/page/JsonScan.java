package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.Nullable;

/**
 * One pass over a JSON text: what stands under a secret name is hidden, however deep, and the other names and texts are scrubbed one by one,
 * so that what was JSON stays JSON. Escapes within texts are left as they stand; none of the scans ends a replacement inside one.
 *
 * <p>Makes nothing where there is nothing to hide. Linear. One object a text; one thread.
 */
final class JsonScan {

    private static final String HIDDEN = '"' + Scrubber.MARK + '"';
    private static final int NOT_JSON = -1;

    private final String text;
    private final Scrubber scrubber;
    private final boolean mayHideInTexts;
    private @Nullable StringBuilder out;
    private int copied;

    JsonScan(String text, Scrubber scrubber) {
        this.text = text;
        this.scrubber = scrubber;
        this.mayHideInTexts = Scrubber.mayHold(text);
    }

    /** Whether a text begins as arrays and objects do. */
    static boolean isBegun(String text) {
        return !text.isEmpty() && (text.charAt(0) == '{' || text.charAt(0) == '[');
    }

    /** The scrubbed text, the same object where there was nothing to hide; or none when it is no JSON that this can read. */
    @Nullable
    String run() {
        int at = 0;
        while (at < text.length()) {
            int quote = text.indexOf('"', at);
            int gapEnd = quote < 0 ? text.length() : quote;
            if (mayHideInTexts && holds(at, gapEnd)) {
                return null;
            }
            at = quote < 0 ? gapEnd : afterString(quote + 1);
            if (at == NOT_JSON) {
                return null;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** Takes the string whose text begins there, with its value if that is hidden; answers where to go on. */
    private int afterString(int start) {
        int end = endOfString(start);
        if (end == NOT_JSON) {
            return NOT_JSON;
        }
        int next = afterSpaces(end + 1);
        boolean isName = next < text.length() && text.charAt(next) == ':';
        boolean isHidden = isName && scrubber.isSecret(text, start, end);
        if (mayHideInTexts && holds(start, end)) {
            String scrubbed = scrubber.url(text.substring(start, end));
            replace(start, end, scrubbed);
            isHidden |= isName && scrubber.isSecret(scrubbed, 0, scrubbed.length());
        }
        return isHidden ? afterHidden(afterSpaces(next + 1)) : end + 1;
    }

    private int afterHidden(int value) {
        int end = endOfValue(value);
        if (end != NOT_JSON) {
            replace(value, end, HIDDEN);
        }
        return end;
    }

    private boolean holds(int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c == '@' || c == '=' || c == '%') { // as Scrubber.mayHold has it
                return true;
            }
        }
        return false;
    }

    private void replace(int from, int to, String by) {
        if (to - from == by.length() && text.startsWith(by, from)) {
            return;
        }
        out = out == null ? new StringBuilder(text.length() + HIDDEN.length()) : out;
        out.append(text, copied, from).append(by);
        copied = to;
    }

    /** Where the closing quote stands. */
    private int endOfString(int from) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at;
            }
            at += c == '\\' ? 1 : 0;
        }
        return NOT_JSON;
    }

    /** After the value that begins there, all that is in it included. */
    private int endOfValue(int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at = endOfString(at + 1);
                if (at == NOT_JSON || depth == 0) {
                    return at == NOT_JSON ? NOT_JSON : at + 1;
                }
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth <= 0) {
                    return depth == 0 ? at + 1 : at;
                }
            } else if (depth == 0 && (c == ',' || c <= ' ')) {
                return at;
            }
        }
        return depth == 0 ? text.length() : NOT_JSON;
    }

    private int afterSpaces(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }
}

package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.Nullable;

/**
 * One pass over a URL from its path on, which puts the mark in the place of each secret parameter's value. A parameter is whatever stands
 * before an equals sign, plain or escaped, since the last separator, plain or escaped.
 *
 * <p>The value of a plain one reaches to the end of the parameter as the outer URL has it; of an escaped one to the next separator of
 * either. It goes from equals sign to equals sign and reads names backwards from there, since most of a URL is neither. Linear: no name is
 * read past the last equals sign. One object a URL; one thread.
 */
final class ParameterScan {

    private final String text;
    private final SecretNames secrets;
    private final int pathEnd;
    private final boolean hasEscapes;
    private @Nullable StringBuilder out;
    private int copied;
    private int floor; // no name begins before it

    ParameterScan(Url url, SecretNames secrets) {
        this.text = url.text();
        this.secrets = secrets;
        this.pathEnd = url.queryAt() >= 0 ? url.queryAt() : url.queryEnd();
        this.hasEscapes = text.indexOf('%', url.pathStart()) >= 0;
        this.floor = url.pathStart();
    }

    String run() {
        int equals = text.indexOf('=', floor);
        int escape = escapedEquals(floor);
        while (equals >= 0 || escape >= 0) {
            boolean isEscaped = equals < 0 || escape >= 0 && escape < equals;
            int at = isEscaped ? escape : equals;
            int next = afterName(at, isEscaped);
            equals = equals >= 0 && equals < next ? text.indexOf('=', next) : equals;
            escape = escape >= 0 && escape < next ? escapedEquals(next) : escape;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** Where one begins, or -1. */
    private int escapedEquals(int from) {
        int at = hasEscapes ? text.indexOf('%', from) : -1;
        while (at >= 0) {
            int unit = Escapes.unit(text, at, text.length());
            if (Escapes.value(unit) == '=') {
                return at;
            }
            at = text.indexOf('%', at + Escapes.length(unit));
        }
        return -1;
    }

    /** Hides the value if the name that ends here is secret; answers where to go on. */
    private int afterName(int nameEnd, boolean isEscaped) {
        int valueStart = nameEnd + Escapes.length(Escapes.unit(text, nameEnd, text.length()));
        boolean isSecret = secrets.contains(text, nameStart(nameEnd), nameEnd);
        int end = isSecret ? valueEnd(valueStart, isEscaped) : valueStart;
        // Of an escaped name, the escaped separator behind an empty value may have been cut: that was no value before,
        // and is none now.
        boolean isNothing = end == valueStart || isEscaped && end == text.length() && isCutEscape(valueStart);
        if (!isNothing && !isMark(valueStart, end)) {
            out = out == null ? new StringBuilder(text.length() + Scrubber.MARK.length()) : out;
            out.append(text, copied, valueStart).append(Scrubber.MARK);
            copied = end;
        }
        floor = end;
        return end;
    }

    private int nameStart(int nameEnd) {
        int start = nameEnd;
        while (start > floor) {
            int before = hasEscapes ? Escapes.startOfUnit(text, floor, start) : start - 1;
            if (isSeparator(Escapes.value(Escapes.unit(text, before, start)))) {
                break;
            }
            start = before;
        }
        return start;
    }

    /** Also with what a cut has left of the escaped separator behind it. */
    private boolean isMark(int from, int to) {
        int end = from + Scrubber.MARK.length();
        return text.startsWith(Scrubber.MARK, from) && (to == end || to == text.length() && isCutEscape(end));
    }

    private boolean isCutEscape(int from) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '%') {
            do {
                at++;
            } while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0);
        }
        return at == text.length() && at - from < Escapes.LENGTH_MAX;
    }

    private int valueEnd(int from, boolean isEscaped) {
        boolean isInPath = from <= pathEnd;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '&' || c == '#' || isInPath && (c == '/' || c == ';' || c == '?')) {
                return at;
            }
            if (isEscaped && c == '%') {
                int unit = Escapes.unit(text, at, text.length());
                int escaped = Escapes.value(unit);
                if (escaped == '&' || escaped == '#') {
                    return at;
                }
                at += Escapes.length(unit);
            } else {
                at++;
            }
        }
        return at;
    }

    private static boolean isSeparator(int c) {
        return c == '&' || c == '?' || c == '#' || c == '/' || c == ';';
    }
}

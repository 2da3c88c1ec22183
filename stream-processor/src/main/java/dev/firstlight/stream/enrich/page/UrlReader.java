package dev.firstlight.stream.enrich.page;

/**
 * A text → where the parts of a URL stand in it.
 *
 * <p>What browsers and apps send is read as they mean it: {@code //host/}, {@code host/path} and {@code host:8080} without a scheme, {@code
 * app://bundle/}, {@code about:blank}, a backslash where a slash was meant. Failure: none. Pure; any thread.
 */
final class UrlReader {

    private UrlReader() {}

    static Url read(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        int schemeEnd = schemeEnd(text, start, end);
        int authority = authorityStart(text, start, schemeEnd, end);
        return authority < 0
                ? withoutAuthority(text, start, schemeEnd, end)
                : withAuthority(text, start, schemeEnd, authority, end);
    }

    /** Where the colon stands, or {@code start}. */
    private static int schemeEnd(String text, int start, int end) {
        int at = start;
        while (at < end && isSchemePart(text.charAt(at), at == start)) {
            at++;
        }
        boolean isScheme =
                at > start && at < end && text.charAt(at) == ':' && !HostText.isHostWithPort(text, start, at, end);
        return isScheme ? at : start;
    }

    private static int authorityStart(String text, int start, int schemeEnd, int end) {
        int afterScheme = schemeEnd == start ? start : schemeEnd + 1;
        if (afterScheme + 1 < end && text.charAt(afterScheme) == '/' && text.charAt(afterScheme + 1) == '/') {
            return afterScheme + 2;
        }
        boolean isBareHost =
                schemeEnd == start && start < end && HostText.isBareHost(text, start, authorityEnd(text, start, end));
        return isBareHost ? start : -1;
    }

    private static Url withoutAuthority(String text, int start, int schemeEnd, int end) {
        int path = schemeEnd == start ? start : schemeEnd + 1;
        return of(text, start, schemeEnd, -1, path, path, path, end);
    }

    private static Url withAuthority(String text, int start, int schemeEnd, int authority, int end) {
        int authorityEnd = authorityEnd(text, authority, end);
        int hostStart = hostStart(text, authority, authorityEnd);
        int hostEnd = hostEnd(text, hostStart, authorityEnd);
        return of(text, start, schemeEnd, authority, hostStart, hostEnd, authorityEnd, end);
    }

    private static Url of(
            String text, int start, int schemeEnd, int authority, int hostStart, int hostEnd, int path, int end) {
        int fragment = text.indexOf('#', path);
        int query = text.indexOf('?', path);
        return new Url(
                text,
                start,
                schemeEnd,
                authority,
                hostStart,
                hostEnd,
                path,
                query >= 0 && (fragment < 0 || query < fragment) ? query : -1,
                fragment,
                end);
    }

    private static int authorityEnd(String text, int from, int end) {
        for (int at = from; at < end; at++) {
            char c = text.charAt(at);
            if (c == '/' || c == '?' || c == '#' || c == '\\') {
                return at;
            }
        }
        return end;
    }

    /** After the last at sign. */
    private static int hostStart(String text, int from, int to) {
        int at = to - 1;
        while (at >= from && text.charAt(at) != '@') {
            at--;
        }
        return at + 1;
    }

    private static int hostEnd(String text, int from, int to) {
        boolean isNumber = from < to && text.charAt(from) == '[';
        int end = text.indexOf(isNumber ? ']' : ':', from);
        if (end < 0 || end >= to) {
            end = to;
        } else if (isNumber) {
            end++;
        }
        return end > from && text.charAt(end - 1) == '.' ? end - 1 : end;
    }

    private static boolean isSchemePart(char c, boolean isFirst) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z' || !isFirst && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.');
    }
}

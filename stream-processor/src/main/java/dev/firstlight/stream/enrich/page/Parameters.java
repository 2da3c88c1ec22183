package dev.firstlight.stream.enrich.page;

/**
 * Walks over the parameters of a query, and of a fragment that may hold some ({@code #/path?a=1}, {@code #a=1}), by their places in the text.
 * In a fragment a question mark ends a parameter as well: which of several is the one that counts must not depend on what scrubbing hides.
 *
 * <p>One object a walk; one thread.
 */
final class Parameters {

    private final String text;
    private final int end;
    private final boolean isFragment;
    private int next;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    private Parameters(String text, int from, int end, boolean isFragment) {
        this.text = text;
        this.next = from;
        this.end = end;
        this.isFragment = isFragment;
    }

    /** Of a URL: from its first question mark to its hash sign. */
    static Parameters ofQuery(String url) {
        int fragment = url.indexOf('#');
        int end = fragment < 0 ? url.length() : fragment;
        int query = url.indexOf('?');
        boolean isThere = query >= 0 && query < end;
        return new Parameters(url, query + 1, isThere ? end : 0, false);
    }

    /** Of a URL: from its first hash sign on. */
    static Parameters ofFragment(String url) {
        int fragment = url.indexOf('#');
        return new Parameters(url, fragment + 1, fragment < 0 ? 0 : url.length(), true);
    }

    /** Goes to the next one that has a name and a value. */
    boolean next() {
        while (next < end) {
            nameStart = next;
            valueEnd = endOf('&', end);
            if (isFragment) {
                valueEnd = endOf('?', valueEnd);
            }
            next = valueEnd + 1;
            nameEnd = endOf('=', valueEnd);
            valueStart = nameEnd + 1;
            if (nameEnd > nameStart && valueStart < valueEnd) {
                return true;
            }
        }
        return false;
    }

    private int endOf(char separator, int limit) {
        int at = nameStart;
        while (at < limit
                && text.charAt(at) != separator) { // no further than this parameter: else many make it quadratic
            at++;
        }
        return at;
    }

    /** The number of the name in that table, or -1. */
    int find(NameTable names) {
        return names.find(text, nameStart, nameEnd);
    }

    int valueStart() {
        return valueStart;
    }

    int valueEnd() {
        return valueEnd;
    }
}

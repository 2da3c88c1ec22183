package dev.firstlight.stream.enrich.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a URL stand in its text; any text is one. No parser of the JDK's is used: they refuse what browsers accept, and pages
 * send what browsers show.
 *
 * <p>Immutable; pure; any thread.
 *
 * @param start after leading spaces
 * @param schemeEnd where the colon stands, or {@code start} without a scheme
 * @param authorityStart where user name or host begin, or -1 where there is neither
 * @param hostStart after a user name
 * @param hostEnd before a port and a closing dot; {@code hostStart} where there is no host
 * @param queryAt where the question mark stands, or -1
 * @param fragmentAt where the hash sign stands, or -1
 * @param end before trailing spaces
 */
record Url(
        String text,
        int start,
        int schemeEnd,
        int authorityStart,
        int hostStart,
        int hostEnd,
        int pathStart,
        int queryAt,
        int fragmentAt,
        int end) {

    static Url of(String text) {
        return UrlReader.read(text);
    }

    boolean hasUserInfo() {
        return authorityStart >= 0 && hostStart > authorityStart;
    }

    boolean hasHost() {
        return hostEnd > hostStart;
    }

    /** Lower case, or none. */
    @Nullable
    String scheme() {
        return schemeEnd == start ? null : text.substring(start, schemeEnd).toLowerCase(Locale.ROOT);
    }

    /** Lower case, without port, or none where there is none or what stands there can be none. */
    @Nullable
    String host() {
        return hasHost() && HostText.isPlausible(text, hostStart, hostEnd)
                ? text.substring(hostStart, hostEnd).toLowerCase(Locale.ROOT)
                : null;
    }

    /** From the slash on; a slash where there is a host and nothing after it; none where there is neither. */
    @Nullable
    String path() {
        int pathEnd = queryAt >= 0 ? queryAt : queryEnd();
        if (pathEnd > pathStart) {
            return text.substring(pathStart, pathEnd);
        }
        return hasHost() ? "/" : null;
    }

    /** Without the question mark, or none. */
    @Nullable
    String query() {
        return queryAt >= 0 && queryAt + 1 < queryEnd() ? text.substring(queryAt + 1, queryEnd()) : null;
    }

    /** Where a query ends that there is. */
    int queryEnd() {
        return fragmentAt >= 0 ? fragmentAt : end;
    }

    /** Without the hash sign, or none. */
    @Nullable
    String fragment() {
        return fragmentAt >= 0 && fragmentAt + 1 < end ? text.substring(fragmentAt + 1, end) : null;
    }
}

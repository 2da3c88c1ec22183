package dev.firstlight.collector.event;

import dev.firstlight.runtime.Settings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origins whose pages may read a pixel's answers, and send cookies with their requests. Compared as a browser sends them, byte for byte;
 * nothing that a client says is ever answered, only what stands here.
 *
 * <p>Threads: any.
 *
 * @param listed none: pages of any origin, without cookies
 * @param isEnforced whether a hit that names another origin is refused. One that names none is taken all the same: images, emails and servers
 *     name none, and who is no browser can name any
 */
public record Origins(List<String> listed, boolean isEnforced) {

    /** Pages of any origin, without cookies. */
    public static final Origins ANY = new Origins(List.of(), false);

    private static final String ANY_WORD = "*";

    /** Far above what one pixel's pages are on; the list is walked for each request. */
    private static final int LISTED_MAX = 100;

    /** Scheme, host and port as browsers serialise them (RFC 6454): lower case, no path, no slash behind it. */
    private static final Pattern ORIGIN = Pattern.compile(
            "([a-z][a-z0-9+.-]*)://(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::([1-9][0-9]{0,4}))?");

    static Origins read(Settings settings, String prefix) {
        String path = prefix + "origins";
        List<String> given = settings.texts(path);
        boolean isAny = given.isEmpty() || given.equals(List.of(ANY_WORD));
        if (given.size() > LISTED_MAX) {
            settings.problem(path, given.size() + " origins are more than " + LISTED_MAX);
        }
        for (String origin : isAny ? List.<String>of() : given) {
            String problem = problemOf(origin);
            if (problem != null) {
                settings.problem(path, "'" + origin + "' " + problem);
            }
        }
        boolean isEnforced = settings.flag(prefix + "origins-enforced");
        if (isEnforced && isAny) {
            settings.problem(prefix + "origins-enforced", "needs origins to enforce");
        }
        return new Origins(isAny ? List.of() : List.copyOf(given), isEnforced);
    }

    public boolean isAny() {
        return listed.isEmpty();
    }

    /** The listed origin that a request's {@code Origin} lines name: exactly one line, exactly the same; else none. */
    public @Nullable String match(List<String> originLines) {
        if (originLines.size() == 1) {
            for (String origin : listed) {
                if (origin.equals(originLines.get(0))) {
                    return origin;
                }
            }
        }
        return null;
    }

    /** Whether a hit with these {@code Origin} lines is refused for them. */
    public boolean isRefused(List<String> originLines) {
        return isEnforced && !originLines.isEmpty() && match(originLines) == null;
    }

    private static @Nullable String problemOf(String origin) {
        if (origin.equals(ANY_WORD)) {
            return "stands for any origin and so alone";
        }
        Matcher parts = ORIGIN.matcher(origin);
        if (!parts.matches()) {
            return "is no origin as browsers send it: scheme://host[:port] in lower case, nothing behind it";
        }
        String scheme = parts.group(1);
        String port = parts.group(2);
        boolean isUsualPort =
                scheme.equals("https") && "443".equals(port) || scheme.equals("http") && "80".equals(port);
        return isUsualPort ? "names the usual port of its scheme, which browsers leave out" : null;
    }
}

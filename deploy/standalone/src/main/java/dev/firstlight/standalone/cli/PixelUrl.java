package dev.firstlight.standalone.cli;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.RequestFacts;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pixel URL as a browser would fire it, and what the edge itself makes of it. */
record PixelUrl(String pixel, String query) {

    private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9_-]{1,64})/[^/]+");

    /** Takes {@code http://…/12345/pixel.png?…}, or its path alone. */
    static PixelUrl of(String url) {
        String sent = withoutFragment(url);
        int question = sent.indexOf('?');
        String beforeQuery = question < 0 ? sent : sent.substring(0, question);
        int authority = beforeQuery.indexOf("://");
        int slash = authority < 0 ? 0 : beforeQuery.indexOf('/', authority + 3);
        String path = slash < 0 ? "" : beforeQuery.substring(slash);
        Matcher matcher = PATH.matcher(path.startsWith("/") ? path : "/" + path);
        if (!matcher.matches()) {
            throw new Sentence(2, "no pixel URL; the path is /{pixel}/pixel.png with {pixel} of A-Z a-z 0-9 _ -");
        }
        return new PixelUrl(matcher.group(1), question < 0 ? "" : sent.substring(question + 1));
    }

    /** As {@link #of}; what has no path is a query alone, fired at {@code pixel}. */
    static PixelUrl ofUrlOrQuery(String text, String pixel) {
        String sent = withoutFragment(text);
        int question = sent.indexOf('?');
        boolean isQuery = question == 0 || question < 0 && sent.indexOf('=') >= 0 && !sent.startsWith("http");
        return isQuery ? new PixelUrl(pixel, sent.substring(question + 1)) : of(text);
    }

    /**
     * By the reader of the edge, with the policy of a pixel that is not listed.
     *
     * @param site the pixel's site, or none when it is the pixel itself
     */
    Hit hit(@Nullable String site) {
        PixelPolicy policy = new PixelPolicy(
                site == null ? "" : site, PixelPolicy.ConsentPolicy.ASSUMED, PixelPolicy.GpcPolicy.RECORDED);
        HitReader reader = new HitReader(new PixelPolicy.Registry(Map.of(), policy), new EventIds());
        long nowMs = InstantSource.system().millis();
        return reader.readQuery(
                pixel,
                query.getBytes(StandardCharsets.UTF_8),
                new RequestFacts(nowMs, null, false, null, null, null, null, null, null));
    }

    /** Browsers never send the fragment. */
    private static String withoutFragment(String url) {
        int fragment = url.indexOf('#');
        return fragment < 0 ? url : url.substring(0, fragment);
    }
}

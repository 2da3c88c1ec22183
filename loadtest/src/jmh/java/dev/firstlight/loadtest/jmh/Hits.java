package dev.firstlight.loadtest.jmh;

import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Requests as browsers send them, about 750 bytes each, and where their parts stand. */
final class Hits {

    static final int COUNT = 1_024;
    static final long NOW_MS = 1_795_000_000_123L;
    static final PixelPolicy.Registry PIXELS =
            new PixelPolicy.Registry(Map.of(), new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED));

    private static final String AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/141.0.0.0 Safari/537.36";
    private static final String REFERER = "https://shop.example/products/blue-suede-shoes?colour=blue";
    private static final String LANGUAGE = "en-GB,en;q=0.9,de;q=0.8";

    /** One request: {@code GET /pixel/pixel.png?query HTTP/1.1}, then headers. */
    record Hit(byte[] request, Part pixel, Part query, Part agent, Part referer, Part language) {}

    record Part(int from, int length) {
        int to() {
            return from + length;
        }

        byte[] of(byte[] request) {
            return Arrays.copyOfRange(request, from, to());
        }
    }

    private Hits() {}

    static Hit[] make() {
        Random random = new Random(17);
        Hit[] hits = new Hit[COUNT];
        for (int i = 0; i < COUNT; i++) {
            hits[i] = make(random);
        }
        return hits;
    }

    private static Hit make(Random random) {
        String pixel = "shop-" + random.nextInt(50);
        String query = "e=page_view&eid=0198c1d2-3e4f-7a5b-8c6d-" + String.format("%012x", random.nextLong() >>> 16)
                + "&ct=1795000000000&st=1795000000100&vid=" + Long.toHexString(random.nextLong())
                + "&sid=" + Long.toHexString(random.nextLong())
                + "&seq=3&url=https%3A%2F%2Fshop.example%2Fproducts%2F" + random.nextInt(100_000)
                + "&ti=Blue%20suede%20shoes&sr=1920x1080&vp=1200x800&dpr=2&lang=en-GB&tz=Europe%2FBerlin";
        String text = "GET /" + pixel + "/pixel.png?" + query + " HTTP/1.1\r\nHost: t.shop.example\r\nUser-Agent: "
                + AGENT + "\r\nReferer: " + REFERER + "\r\nAccept-Language: " + LANGUAGE + "\r\n\r\n";
        return new Hit(
                text.getBytes(StandardCharsets.US_ASCII),
                part(text, pixel),
                part(text, query),
                part(text, AGENT),
                part(text, REFERER),
                part(text, LANGUAGE));
    }

    private static Part part(String text, String part) {
        return new Part(text.indexOf(part), part.length());
    }
}

package dev.firstlight.loadtest.gatling;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Browsers of a shop's visitors with the headers that they send with a hit over HTTP/1.1, in their order: 12 to 15 of them with {@code Host}
 * and {@code Cookie}. Shares are rounded from what shops see, not measured by us.
 */
enum Browser {
    CHROME_ANDROID(
            Engine.CHROMIUM,
            30,
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
            "\"Google Chrome\";v=\"141\", \"Not?A_Brand\";v=\"8\", \"Chromium\";v=\"141\"",
            "Android",
            "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7",
            "412x915"),
    SAFARI_IPHONE(
            Engine.WEBKIT,
            26,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "",
            "iOS",
            "en-GB,en;q=0.9",
            "390x844"),
    CHROME_WINDOWS(
            Engine.CHROMIUM,
            20,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "\"Google Chrome\";v=\"141\", \"Not?A_Brand\";v=\"8\", \"Chromium\";v=\"141\"",
            "Windows",
            "en-US,en;q=0.9",
            "1920x1080"),
    EDGE_WINDOWS(
            Engine.CHROMIUM,
            8,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "\"Microsoft Edge\";v=\"141\", \"Not?A_Brand\";v=\"8\", \"Chromium\";v=\"141\"",
            "Windows",
            "fr-FR,fr;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6",
            "1536x864"),
    SAFARI_MAC(
            Engine.WEBKIT,
            7,
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "",
            "macOS",
            "en-US,en;q=0.9",
            "1512x982"),
    FIREFOX_WINDOWS(
            Engine.GECKO,
            5,
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "",
            "Windows",
            "de,en-US;q=0.7,en;q=0.3",
            "1920x1080"),
    SAMSUNG_ANDROID(
            Engine.CHROMIUM,
            4,
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "\"Samsung Internet\";v=\"28.0\", \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"",
            "Android",
            "es-ES,es;q=0.9,en;q=0.8",
            "384x854");

    /** The page's origin; the collector is a name under the same site, so a hit's {@code Referer} is no more than this. */
    static final String SHOP = "https://www.lanterns.example";

    /** Filled in per visit. */
    static final String COOKIE = "#{cookie}";

    private enum Engine {
        CHROMIUM,
        WEBKIT,
        GECKO
    }

    private static final int SHARES = 100;

    private final Engine engine;
    private final int share;
    private final String userAgent;
    private final String brands;
    private final String platform;
    private final String acceptLanguage;
    private final String screen;

    Browser(
            Engine engine,
            int share,
            String userAgent,
            String brands,
            String platform,
            String acceptLanguage,
            String screen) {
        this.engine = engine;
        this.share = share;
        this.userAgent = userAgent;
        this.brands = brands;
        this.platform = platform;
        this.acceptLanguage = acceptLanguage;
        this.screen = screen;
    }

    /** One at random, as often as its share. */
    static Browser pick(RandomGenerator random) {
        int at = random.nextInt(SHARES);
        for (Browser browser : values()) {
            at -= browser.share;
            if (at < 0) {
                return browser;
            }
        }
        throw new IllegalStateException("the shares are " + SHARES + " together");
    }

    /** What the page's script knows. */
    String screen() {
        return screen;
    }

    String language() {
        int end = acceptLanguage.indexOf(',');
        return acceptLanguage.substring(0, end);
    }

    /** Headers of the image. */
    Map<String, String> imageHeaders() {
        return headers(
                switch (engine) {
                    case CHROMIUM -> "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
                    case WEBKIT ->
                        "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
                    case GECKO -> "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
                },
                "image");
    }

    /** Headers of a POST by {@code sendBeacon} or {@code fetch}. */
    Map<String, String> postHeaders() {
        Map<String, String> headers = headers("*/*", "empty");
        headers.put("Content-Type", "text/plain;charset=UTF-8");
        headers.put("Origin", SHOP);
        return headers;
    }

    private Map<String, String> headers(String accept, String destination) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Connection", "keep-alive");
        if (engine == Engine.CHROMIUM) {
            boolean isMobile = platform.equals("Android");
            headers.put("sec-ch-ua-platform", '"' + platform + '"');
            headers.put("User-Agent", userAgent);
            headers.put("sec-ch-ua", brands);
            headers.put("sec-ch-ua-mobile", isMobile ? "?1" : "?0");
        } else {
            headers.put("User-Agent", userAgent);
        }
        headers.put("Accept", accept);
        headers.put("Sec-Fetch-Site", "same-site");
        headers.put("Sec-Fetch-Mode", "no-cors");
        headers.put("Sec-Fetch-Dest", destination);
        headers.put("Referer", SHOP + "/");
        headers.put("Accept-Encoding", engine == Engine.WEBKIT ? "gzip, deflate, br" : "gzip, deflate, br, zstd");
        headers.put("Accept-Language", acceptLanguage);
        headers.put("Cookie", COOKIE);
        if (engine == Engine.GECKO) {
            headers.put("Sec-GPC", "1"); // recorded by default, not a no
        }
        if (engine != Engine.CHROMIUM) {
            headers.put("Priority", "u=5, i");
        }
        return headers;
    }
}

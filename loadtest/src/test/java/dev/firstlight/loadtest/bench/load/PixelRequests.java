package dev.firstlight.loadtest.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Prepared pixel requests as browsers send them: 650 to 850 bytes, 12 or 13 headers, every one with an event id, a visitor and a session of
 * its own; pages and screens vary as they do on a site. What each browser says of itself varies little, as it does: a pack may compress that.
 *
 * <p>Threads: the caller's.
 */
public final class PixelRequests {

    /**
     * Ids come again after as many requests: far beyond what one compressed batch (256 KiB) can see, so that no repeat is compressed away, and
     * few enough (15 MB) for wrk to hold them.
     */
    static final int COUNT = 20_000;

    private static final String KEPT = "keep-alive";
    private static final String NOT_KEPT = "close";

    private static final List<String> PAGES = List.of("garden/copper-lantern", "sale", "cart", "journal/winter-light");
    private static final List<String> SCREENS = List.of("412x915", "390x844", "1920x1080", "2560x1440");

    private static final List<String> BROWSERS = List.of(
            chromium("Windows", "Windows NT 10.0; Win64; x64", "Google Chrome", "?0", ""),
            chromium("macOS", "Macintosh; Intel Mac OS X 10_15_7", "Google Chrome", "?0", ""),
            chromium("Android", "Linux; Android 10; K", "Google Chrome", "?1", " Mobile"),
            chromium("Windows", "Windows NT 10.0; Win64; x64", "Microsoft Edge", "?0", ""),
            webkit("iPhone; CPU iPhone OS 18_6 like Mac OS X", "18.6 Mobile/15E148"),
            webkit("Macintosh; Intel Mac OS X 10_15_7", "26.1"),
            gecko("Windows NT 10.0; Win64; x64", "144.0"),
            gecko("X11; Linux x86_64", "140.0"));

    private static final String SAME_FOR_ALL = """
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: image
            Referer: https://www.lanterns.example/
            Accept-Encoding: gzip, deflate, br, zstd
            """;

    private PixelRequests() {}

    /**
     * Writes the requests one after the other, each after its length in decimal and a line feed.
     *
     * @param isKeptAlive whether they ask to keep the connection
     */
    static Path write(Path file, RandomGenerator random, boolean isKeptAlive) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < COUNT; i++) {
            byte[] request = request(i, random, isKeptAlive).getBytes(StandardCharsets.US_ASCII);
            all.writeBytes((request.length + "\n").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(request);
        }
        return Files.write(file, all.toByteArray());
    }

    /** One as {@link #write} has them: to see what a server answers, byte by byte. */
    public static String request(int number, RandomGenerator random, boolean isKeptAlive) {
        String target =
                "/load-shop/pixel.gif?e=page_view&eid=%s&vid=%016x&sid=%016x&url=https%%3A%%2F%%2Fwww.lanterns.example%%2F%s&sr=%s&cs=granted"
                        .formatted(
                                new UUID(random.nextLong(), random.nextLong()),
                                random.nextLong(),
                                random.nextLong(),
                                PAGES.get(random.nextInt(PAGES.size())).replace("/", "%2F"),
                                SCREENS.get(random.nextInt(SCREENS.size())));
        String head = "GET " + target + " HTTP/1.1\nHost: t.lanterns.example\nConnection: "
                + (isKeptAlive ? KEPT : NOT_KEPT) + "\n" + BROWSERS.get(number % BROWSERS.size()) + SAME_FOR_ALL;
        return head.replace("\n", "\r\n") + "\r\n";
    }

    private static String chromium(String platform, String system, String brand, String mobile, String suffix) {
        return """
                sec-ch-ua-platform: "%s"
                User-Agent: Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0%s Safari/537.36
                sec-ch-ua: "%s";v="141", "Not?A_Brand";v="8"
                sec-ch-ua-mobile: %s
                Accept: image/avif,image/webp,image/*,*/*;q=0.8
                Accept-Language: de-DE,de;q=0.9,en;q=0.7
                """.formatted(platform, system, suffix, brand, mobile);
    }

    private static String webkit(String system, String version) {
        return """
                User-Agent: Mozilla/5.0 (%s) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%s Safari/604.1
                Accept: image/webp,image/avif,image/jxl,image/heic,video/*;q=0.8,image/png,image/svg+xml,*/*;q=0.5
                Accept-Language: en-GB,en;q=0.9
                Cookie: basket=3f9c1d2e; theme=light
                Priority: u=5, i
                """.formatted(system, version);
    }

    private static String gecko(String system, String version) {
        return """
                User-Agent: Mozilla/5.0 (%s; rv:%s) Gecko/20100101 Firefox/%s
                Accept: image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5
                Accept-Language: de,en-US;q=0.7,en;q=0.3
                Cookie: basket=3f9c1d2e; theme=light
                Priority: u=5, i
                """.formatted(system, version, version);
    }
}

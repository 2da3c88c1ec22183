package dev.firstlight.loadtest.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Pixel requests as browsers send them, ready but for the event's id and the client's clock: 12 to 14 headers, 1.1 to 1.3 KB. Every request
 * is an event of its own. Threads: the generator's.
 */
public final class BrowserHits {

    private static final String ID = "{id}";
    private static final int ID_DIGITS = 24;
    private static final String NOW = "{now}";
    private static final int NOW_DIGITS = 13; // of epoch milliseconds, until 2286

    private static final String TARGET = "/load-shop/pixel.png?e=page_view&eid={id}&ct={now}&st={now}"
            + "&vid=01932f6e-5d5c-7c60-8f5b-3a1c9e7d2b40&sid=01932f6e-5d5c-7c60-8f5b-6b0f4e8a1c22&seq=3"
            + "&url=https%3A%2F%2Fwww.lanterns.example%2Fgarden%2Fcopper-lantern%3Futm_source%3Dnewsletter"
            + "&ref=https%3A%2F%2Fwww.search.example%2F&ti=Copper%20lantern&sr=412x915&lang=de-DE&tz=Europe%2FBerlin&cs=granted";

    private static final String CHROME = """
            Connection: keep-alive
            sec-ch-ua-platform: "Android"
            User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36
            sec-ch-ua: "Google Chrome";v="141", "Not?A_Brand";v="8", "Chromium";v="141"
            sec-ch-ua-mobile: ?1
            Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: image
            Referer: https://www.lanterns.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7
            """;

    private static final String SAFARI = """
            Connection: keep-alive
            User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1
            Accept: image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: image
            Referer: https://www.lanterns.example/
            Accept-Encoding: gzip, deflate, br
            Accept-Language: en-GB,en;q=0.9
            Cookie: basket=3f9c1d2e; theme=light
            Priority: u=5, i
            """;

    private static final String FIREFOX = """
            Connection: keep-alive
            User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0
            Accept: image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: no-cors
            Sec-Fetch-Dest: image
            Referer: https://www.lanterns.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: de,en-US;q=0.7,en;q=0.3
            Cookie: basket=3f9c1d2e; theme=light
            Priority: u=5, i
            """;

    /** A whole request and where its id and its times stand. */
    private record Template(byte[] bytes, int idAt, int createdAt, int sentAt) {

        static Template of(String headers) {
            String text = "GET " + TARGET + " HTTP/1.1\r\nHost: t.lanterns.example\r\n" + headers.replace("\n", "\r\n")
                    + "\r\n";
            String filled = text.replace(ID, "0".repeat(ID_DIGITS)).replace(NOW, "0".repeat(NOW_DIGITS));
            return new Template(
                    filled.getBytes(StandardCharsets.US_ASCII),
                    filled.indexOf("eid=") + "eid=".length(),
                    filled.indexOf("ct=") + "ct=".length(),
                    filled.indexOf("st=") + "st=".length());
        }
    }

    private final List<Template> templates = List.of(Template.of(CHROME), Template.of(SAFARI), Template.of(FIREFOX));
    private final long run;
    private long count;

    /** @param random makes the ids of this run unlike those of others */
    public BrowserHits(RandomGenerator random) {
        run = random.nextLong(100_000_000_000L);
    }

    /** The next request; the buffer is the caller's until the next call. */
    ByteBuffer next(long nowMs) {
        Template template = templates.get((int) (count % templates.size()));
        digits(template.bytes(), template.idAt(), ID_DIGITS / 2, run);
        digits(template.bytes(), template.idAt() + ID_DIGITS / 2, ID_DIGITS / 2, count++);
        digits(template.bytes(), template.createdAt(), NOW_DIGITS, nowMs);
        digits(template.bytes(), template.sentAt(), NOW_DIGITS, nowMs);
        return ByteBuffer.wrap(template.bytes());
    }

    private static void digits(byte[] bytes, int from, int digits, long number) {
        long left = number;
        for (int at = from + digits - 1; at >= from; at--) {
            bytes[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}

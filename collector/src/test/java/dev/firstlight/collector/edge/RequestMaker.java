package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Requests for a pixel, from those of browsers to those of people who look for a difference between two parsers: a plain one is taken and
 * changed a few times, by line, by word and by byte. By one generator the same request for the same seed.
 */
final class RequestMaker {

    private static final String[] TARGETS = {
        "/12345/pixel.png?e=page_view&eid=018f3a5e-7c1d-7aaa-8000-0123456789ab&url=https%3A%2F%2Fshop.example%2Fa%3Fb%3D1",
        "/shop-checkout/pixel.gif?e=conversion&oid=A-100&val=12.50&cur=EUR",
        "/a/pixel.png",
        "/a/pixel.png?",
        "/strict_1/pixel.gif?e=click&cid=123&username=Shippy"
    };

    private static final String[] FIELDS = {
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        "Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Accept-Language: de-DE,de;q=0.9,en;q=0.8",
        "Referer: https://shop.example/checkout?step=2",
        "Sec-CH-UA: \"Chromium\";v=\"131\", \"Not_A Brand\";v=\"24\"",
        "Sec-CH-UA-Mobile: ?0",
        "Sec-CH-UA-Platform: \"Linux\"",
        "Sec-Fetch-Dest: image",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Site: same-site",
        "Sec-GPC: 1",
        "Cookie: session=abc; other=def",
        "X-Forwarded-For: 203.0.113.9, 198.51.100.2",
        "Connection: keep-alive",
        "Priority: i"
    };

    private static final String[] ODD_FIELDS = {
        "Content-Length: 0",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "Transfer-encoding: xchunked",
        "TE: trailers",
        "Upgrade: websocket",
        "Upgrade: h2c",
        "Expect: 100-continue",
        "Connection: close",
        "Connection: Upgrade",
        "Connection: keep-alive, close",
        "connection:KEEP-ALIVE",
        "Host: other.example",
        "Host:",
        "host : t",
        "Host: a b",
        "Host: a/b",
        "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5",
        "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00",
        " folded: line",
        "\tfolded: line",
        "No-Colon",
        ": no name",
        "",
        "X: y\r",
        "X: y\nInjected: 1",
        "X\0: y",
        "X: \0",
        "X: a\tb",
        "X:\ttabbed\t",
        "X:   spaces   ",
        "User-Agent:",
        "User-Agent: second",
        "Sec-GPC:",
        "Sec-GPC: 0",
        "sec-gpc:1",
        "Origin: https://shop.example",
        "Referer: https://\u00e4.example/",
        "Accept-Language: \u007f",
        "Trailer: X",
        "Proxy-Connection: close",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
        "X-Forwarded-For: 10.0.0.1",
        "X(Y): z"
    };

    private static final String[] LINES = {
        "GET %s HTTP/1.0",
        "GET %s HTTP/1.2",
        "GET %s HTTP/2.0",
        "GET %s http/1.1",
        "GET  %s HTTP/1.1",
        "GET %s  HTTP/1.1",
        "GET %s HTTP/1.1 ",
        "GET\t%s HTTP/1.1",
        " GET %s HTTP/1.1",
        "get %s HTTP/1.1",
        "HEAD %s HTTP/1.1",
        "POST %s HTTP/1.1",
        "OPTIONS %s HTTP/1.1",
        "GET http://t.example%s HTTP/1.1",
        "GET /%s HTTP/1.1",
        "GET /.%s HTTP/1.1",
        "GET %s#f HTTP/1.1",
        "GET %s",
        "GET %s%%zz HTTP/1.1",
        "GET %s\u00e4 HTTP/1.1",
        "GETX %s HTTP/1.1",
        "\r\nGET %s HTTP/1.1"
    };

    /** Bytes that parsers differ about, and the letters of what they look for. */
    private static final byte[] BYTES =
            "\r\n\t\0 \u007f\u0080\u00ff:;,%/?#&=+\"\\<>{}|^`~AaZz09-_.".getBytes(StandardCharsets.ISO_8859_1);

    private final Random random;

    RequestMaker(Random random) {
        this.random = random;
    }

    /** As a browser would send it. */
    byte[] plain() {
        return bytes(String.join("\r\n", lines("GET %s HTTP/1.1")) + "\r\n\r\n");
    }

    /** Anything. */
    byte[] any() {
        int kind = random.nextInt(100);
        if (kind < 25) {
            return plain();
        }
        List<String> lines = lines(kind < 40 ? pick(LINES) : "GET %s HTTP/1.1");
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            changeLines(lines);
        }
        String end = random.nextInt(20) == 0 ? pick(new String[] {"\n", "\r", "\n\r", "\r\r\n"}) : "\r\n";
        byte[] request = bytes(String.join(end, lines) + end + end);
        for (int changes = kind < 55 ? 0 : random.nextInt(4); changes > 0; changes--) {
            request = changeBytes(request);
        }
        return request;
    }

    private List<String> lines(String line) {
        String target = pick(TARGETS);
        if (random.nextInt(40) == 0) {
            target += (target.contains("?") ? "&p.x=" : "?p.x=") + "y".repeat(random.nextInt(9_000));
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(line, target));
        lines.add("Host: t.shop.example" + (random.nextInt(4) == 0 ? ":8080" : ""));
        for (String field : FIELDS) {
            if (random.nextInt(4) > 0) {
                lines.add(field);
            }
        }
        return lines;
    }

    private void changeLines(List<String> lines) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> lines.add(1 + random.nextInt(lines.size()), pick(ODD_FIELDS));
            case 3 -> lines.remove(at);
            case 4 -> lines.add(random.nextInt(lines.size() + 1), lines.get(at));
            case 5 -> lines.add(at, lines.remove(random.nextInt(lines.size())));
            case 6 -> lines.set(at, swapCase(lines.get(at)));
            default -> lines.set(at, lines.get(at) + "x".repeat(random.nextInt(18_000)));
        }
        if (lines.isEmpty()) {
            lines.add("");
        }
    }

    private byte[] changeBytes(byte[] request) {
        int at = random.nextInt(request.length);
        byte other = BYTES[random.nextInt(BYTES.length)];
        switch (random.nextInt(4)) {
            case 0 -> {
                request[at] = other;
                return request;
            }
            case 1 -> {
                return request.length < 2 ? request : joined(request, at, new byte[0], at + 1);
            }
            case 2 -> {
                return joined(request, at, new byte[] {other}, at);
            }
            default -> {
                return random.nextInt(3) > 0 ? request : Arrays.copyOf(request, Math.max(1, at));
            }
        }
    }

    private static byte[] joined(byte[] request, int to, byte[] middle, int from) {
        byte[] joined = new byte[to + middle.length + request.length - from];
        System.arraycopy(request, 0, joined, 0, to);
        System.arraycopy(middle, 0, joined, to, middle.length);
        System.arraycopy(request, from, joined, to + middle.length, request.length - from);
        return joined;
    }

    private String swapCase(String line) {
        int colon = Math.max(0, line.indexOf(':'));
        String name = random.nextBoolean()
                ? line.substring(0, colon).toLowerCase(java.util.Locale.ROOT)
                : line.substring(0, colon).toUpperCase(java.util.Locale.ROOT);
        return name + line.substring(colon);
    }

    private String pick(String[] some) {
        return some[random.nextInt(some.length)];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

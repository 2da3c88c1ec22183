package dev.firstlight.loadtest.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One request of the load. Kinds differ in what their answers look like, so that an answer in the place of another is seen.
 *
 * @param events none for {@link Kind#ROBOTS}, one for all but {@link Kind#BATCH}
 */
record Request(Kind kind, List<Sent> events) {

    enum Kind {
        PNG,
        GIF,
        ONE,
        BATCH,
        ROBOTS
    }

    byte[] bytes() {
        String text =
                switch (kind) {
                    case PNG -> get('/' + only().pixel() + "/pixel.png?" + only().text());
                    case GIF -> get('/' + only().pixel() + "/pixel.gif?" + only().text());
                    case ONE -> post(only().pixel(), only().text());
                    case BATCH ->
                        post(
                                events.get(0).pixel(),
                                events.stream()
                                        .map(Sent::text)
                                        .collect(Collectors.joining(",", "{\"events\":[", "]}")));
                    case ROBOTS -> get("/robots.txt");
                };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Sent only() {
        return events.get(0);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: faults\r\nUser-Agent: faults\r\n\r\n";
    }

    private static String post(String pixel, String body) {
        return "POST /" + pixel
                + "/events HTTP/1.1\r\nHost: faults\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }
}

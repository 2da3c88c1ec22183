package dev.firstlight.stream;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.RequestHeaders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Events as a shop has them: real user agents by Zipf's law (rank n with weight 1/n), client hints where a browser sends them, addresses, and
 * pages, referrers, carts. The same at each run.
 */
final class Corpus {

    /** A power of two. */
    static final int EVENTS = 1 << 20;

    static final int KEY_DAY = 20_775;

    private static final String AGENTS = "/dev/firstlight/loadtest/user-agents.txt.gz";
    private static final Pattern CHROME = Pattern.compile("Chrome/(\\d+)\\.");
    private static final int HINTS_SINCE = 89; // when Chrome began to send them
    private static final int ADDRESSES = 1 << 16;
    private static final int PAGES = 1 << 12;

    private record Agent(
            byte[] userAgent, byte @Nullable [] brands, byte @Nullable [] mobile, byte @Nullable [] platform) {}

    private final Random random = new Random(17);
    private final Agent[] agents = agents();
    private final int[] agentOf = new int[EVENTS];
    private final byte[][] addresses = new byte[ADDRESSES][];
    private final String[] pages = new String[PAGES];
    private final String[] referrers = {
        "https://www.google.com/", "https://l.facebook.com/", "https://shop.example/", "https://news.example/story/1"
    };

    Corpus() {
        double[] weights = new double[agents.length];
        double sum = 0;
        for (int i = 0; i < agents.length; i++) {
            sum += 1.0 / (i + 1);
            weights[i] = sum;
        }
        for (int i = 0; i < EVENTS; i++) {
            int found = Arrays.binarySearch(weights, random.nextDouble() * sum);
            agentOf[i] = found < 0 ? -found - 1 : found;
        }
        Arrays.setAll(addresses, i -> address());
        Arrays.setAll(pages, this::page);
    }

    int distinctAgents() {
        return agents.length;
    }

    /** Headers of an event, new as decoding makes them. */
    RequestHeaders headers(int event) {
        return headersOf(agents[agentOf[event & EVENTS - 1]]);
    }

    /** Headers of each distinct browser. */
    RequestHeaders distinct(int rank) {
        return headersOf(agents[rank]);
    }

    Enrichment.Subject subject(int event) {
        return new Enrichment.Subject(headers(event), addresses[event & ADDRESSES - 1], KEY_DAY);
    }

    /** An event as it comes from decoding. */
    Event event(int number) {
        Event event = new Event();
        event.setPixelId("shop");
        event.setSite("shop");
        event.setType("page_view");
        event.setReceivedAt(1_795_000_000_123L);
        event.setPageUrl(pages[number & PAGES - 1]);
        event.setReferrer(referrers[number & 3]);
        event.setScreen("1920x1080");
        event.setViewport("1200x800");
        event.setLanguage("de-AT");
        event.setTimeZone("Europe/Vienna");
        event.setProperties(Map.of());
        if ((number & 15) == 0) {
            event.setType("conversion");
            event.setValue("39.98");
            event.setCurrency("EUR");
            event.setItems("[{\"id\":\"a1\",\"quantity\":2,\"price\":\"19.99\"}]");
            event.setConsent("granted:analytics,ads");
        }
        return event;
    }

    private static RequestHeaders headersOf(Agent agent) {
        return RequestHeaders.of(
                ByteBuffer.wrap(agent.userAgent), wrap(agent.brands), wrap(agent.mobile), wrap(agent.platform));
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static Agent[] agents() {
        InputStream packed = Objects.requireNonNull(Corpus.class.getResourceAsStream(AGENTS), AGENTS);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
            List<Agent> agents = lines.lines().map(Corpus::agent).toList();
            return agents.toArray(Agent[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Agent agent(String text) {
        Matcher chrome = CHROME.matcher(text);
        byte[] userAgent = text.getBytes(StandardCharsets.US_ASCII);
        if (!chrome.find() || Integer.parseInt(chrome.group(1)) < HINTS_SINCE) {
            return new Agent(userAgent, null, null, null);
        }
        String version = chrome.group(1);
        String brand = text.contains("Edg") ? "Microsoft Edge" : text.contains("OPR") ? "Opera" : "Google Chrome";
        String brands =
                "\"" + brand + "\";v=\"" + version + "\", \"Not?A_Brand\";v=\"8\", \"Chromium\";v=\"" + version + "\"";
        String platform = text.contains("Windows") ? "Windows" : text.contains("Android") ? "Android" : "macOS";
        return new Agent(
                userAgent,
                brands.getBytes(StandardCharsets.US_ASCII),
                (text.contains("Mobile") ? "?1" : "?0").getBytes(StandardCharsets.US_ASCII),
                ('"' + platform + '"').getBytes(StandardCharsets.US_ASCII));
    }

    /** Four of five v4, as v4-mapped v6; the others of the parts of 2000::/3 that are given out. */
    private byte[] address() {
        byte[] address = new byte[16];
        random.nextBytes(address);
        if (random.nextInt(5) > 0) {
            Arrays.fill(address, 0, 10, (byte) 0);
            address[10] = (byte) 0xff;
            address[11] = (byte) 0xff;
        } else {
            address[0] = 0x2a;
            address[1] = (byte) random.nextInt(16);
        }
        return address;
    }

    private String page(int number) {
        String page = "https://shop.example/products/" + number + "?colour=blue";
        return number % 4 == 0
                ? page + "&utm_source=newsletter&utm_medium=email&utm_campaign=spring&gclid=Cj0KCQ" + number
                : page;
    }
}

package dev.firstlight.loadtest.bench.stream.corpus;

import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Events of a made-up shop as its pages send them: some twenty parameters, a page address with UTM parameters in it, a referrer, user agents by
 * Zipf's law, one conversion in a hundred. {@value #REPEATED_OF_1000} of a thousand are sent again with the same id, as retries and reloads do.
 *
 * <p>Threads: one. The slices belong to this until the next call. Memory: the last {@value #REMEMBERED} ids, from which repeats come.
 */
public final class Hits {

    /** What Segment saw (issue 5). */
    static final int REPEATED_OF_1000 = 6;

    static final String PIXEL = "load-shop";

    private static final int REMEMBERED = 10_000;
    private static final int PAGES = 2_000;
    private static final int VISITORS = 200_000;
    private static final int CONVERSIONS_OF_1000 = 10;
    private static final int CLICKS_OF_1000 = 100;
    private static final long VISITOR_BASE = 100_000_000_000L; // twelve digits, as the last part of a UUID has
    private static final long SESSION_MS = 1_800_000;

    private static final List<String> SOURCES = List.of(
            "utm_source%3Dnewsletter%26utm_medium%3Demail%26utm_campaign%3Dwinter-light%26utm_content%3Dtop",
            "utm_source%3Dsearch%26utm_medium%3Dcpc%26utm_campaign%3Dlanterns_de%26utm_term%3Dcopper%2Blantern%26gclid%3DEAIaIQobChMI7bK",
            "utm_source%3Dsocial%26utm_medium%3Dpaid_social%26utm_campaign%3Dspring%26fbclid%3DIwAR2n8xQ",
            "ref%3Dhome%26page%3D2");
    private static final List<String> REFERRERS = List.of(
            "https%3A%2F%2Fwww.google.com%2F",
            "https%3A%2F%2Fwww.lanterns.example%2Fsale",
            "https%3A%2F%2Fduckduckgo.com%2F",
            "https%3A%2F%2Fl.instagram.com%2F",
            "https%3A%2F%2Fnews.example%2Fgarden%2F2026%2Fbest-lanterns");
    private static final List<String> SCREENS =
            List.of("412x915&vp=412x784&dpr=2.625", "390x844&vp=390x664&dpr=3", "1920x1080&vp=1903x947&dpr=1");
    private static final List<String> LANGUAGES = List.of("de-DE", "en-GB", "en-US", "fr-FR", "pt-BR");
    private static final List<String> ZONES = List.of(
            "Europe%2FBerlin", "Europe%2FLondon", "America%2FNew_York", "Europe%2FParis", "America%2FSao_Paulo");

    /** What makes a repeat: it says the same and has the same identity. */
    private record Sent(long hi, long lo, IdentityKind identity, byte[] eventId, byte[] payload, byte[] userAgent) {}

    private final RandomGenerator random;
    private final List<byte[]> userAgents;
    private final Zipf userAgent;
    private final Zipf page = new Zipf(PAGES);
    private final Zipf visitor = new Zipf(VISITORS);
    private final EventSlices slices = new EventSlices();
    private final Sent[] sent = new Sent[REMEMBERED];
    private final StringBuilder text = new StringBuilder(1_024);
    private final boolean isPlain;
    private final String run;
    private long count;
    private long repeats;

    /** Events of a run of its own: no two runs have an id in common. */
    public Hits(RandomGenerator random, List<String> userAgents) {
        this(random, userAgents, false);
    }

    /** @param isPlain whether events have no more than they must, for who looks at their user agents alone */
    public Hits(RandomGenerator random, List<String> userAgents, boolean isPlain) {
        this.random = random;
        this.userAgents = userAgents.stream()
                .map(agent -> agent.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.userAgent = new Zipf(userAgents.size());
        this.isPlain = isPlain;
        this.run = Long.toHexString(random.nextLong()) + "-";
        slices.pixel.set(ascii(PIXEL));
        slices.site.set(ascii(PIXEL));
        slices.form = PayloadForm.QUERY;
        slices.referer.set(ascii("https://www.lanterns.example/"));
        slices.acceptLanguage.set(ascii("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"));
    }

    /** The next event, but for its address, which depends on where it is put. */
    public EventSlices next(long nowMs) {
        int place = (int) (count % REMEMBERED);
        boolean isRepeat = count >= REMEMBERED && random.nextInt(1_000) < REPEATED_OF_1000;
        Sent event = isRepeat ? sent[random.nextInt(REMEMBERED)] : made(nowMs);
        repeats += isRepeat ? 1 : 0;
        sent[place] = event;
        count++;
        slices.receivedAtMs = nowMs;
        slices.dedupIdHi = event.hi();
        slices.dedupIdLo = event.lo();
        slices.identity = event.identity();
        slices.eventId.set(event.eventId());
        slices.payload.set(event.payload());
        slices.userAgent.set(event.userAgent());
        return slices;
    }

    /** How many of those until now were repeats. */
    public long repeats() {
        return repeats;
    }

    private Sent made(long nowMs) {
        String eventId = run + Long.toHexString(count);
        int kind = isPlain ? 1_000 : random.nextInt(1_000);
        boolean isConversion = kind < CONVERSIONS_OF_1000;
        String type = isConversion ? Identity.CONVERSION : kind < CLICKS_OF_1000 ? "click" : "page_view";
        String order = isConversion ? eventId.toUpperCase(Locale.ROOT) : null;
        text.setLength(0);
        text.append("e=").append(type).append("&eid=").append(eventId);
        if (!isPlain) {
            appendPage(nowMs);
        }
        if (order != null) {
            text.append("&goal=purchase&oid=").append(order).append("&val=128.40&cur=EUR&cpn=LIGHT10&items=");
            text.append("%5B%7B%22id%22%3A%22L-17%22%2C%22name%22%3A%22Copper%20lantern%22%2C%22quantity%22%3A2");
            text.append("%2C%22price%22%3A%2264.20%22%7D%5D");
        }
        Identity identity = Identity.of(type, PIXEL, PIXEL, eventId, order == null ? null : "purchase", order);
        return new Sent(
                identity.dedupId().hi(),
                identity.dedupId().lo(),
                identity.kind(),
                ascii(eventId),
                ascii(text.toString()),
                userAgents.get(userAgent.next(random)));
    }

    private void appendPage(long nowMs) {
        int who = visitor.next(random);
        int where = page.next(random);
        int locale = random.nextInt(LANGUAGES.size());
        text.append("&ct=").append(nowMs - random.nextInt(2_000)).append("&st=").append(nowMs);
        text.append("&vid=01932f6e-5d5c-7c60-8f5b-").append(VISITOR_BASE + who);
        text.append("&sid=01932f6e-5d5c-7c60-8f5b-").append(VISITOR_BASE + nowMs / SESSION_MS % 1_000 + who);
        text.append("&seq=").append(random.nextInt(40));
        text.append("&url=https%3A%2F%2Fwww.lanterns.example%2Fgarden%2Flantern-")
                .append(where);
        text.append("%3F").append(SOURCES.get(random.nextInt(SOURCES.size())));
        text.append("&ref=").append(REFERRERS.get(random.nextInt(REFERRERS.size())));
        text.append("&ti=Lantern%20No.%20").append(where).append("%20%E2%80%93%20Lanterns");
        text.append("&sr=").append(SCREENS.get(random.nextInt(SCREENS.size())));
        text.append("&lang=").append(LANGUAGES.get(locale)).append("&tz=").append(ZONES.get(locale));
        text.append("&cs=granted&prd=L-").append(where);
        text.append("&var=checkout%3A").append(who % 2 == 0 ? "a" : "b");
        text.append("&p.theme=dark&basket=").append(random.nextInt(6));
    }

    private static byte[] ascii(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}

package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What collectors hand on, and what they never would: new events, the same ids again up to fifty times, orders under several ids, what is refused at
 * the edge or must be here, received now or up to two days ago. By the seed. Threads: one. Bounds: {@value #KNOWN_MAX} events are remembered.
 */
final class Mix {

    /** The pixel of an item that {@link Packing} may make undecodable. */
    static final String DAMAGED_PIXEL = "damaged-pixel";

    private static final String[] PIXELS = {"shop-de", "shop-fr", "blog", "mail"};
    private static final int KNOWN_MAX = 20_000;
    private static final int AGAIN_MAX = 2_000;
    private static final int REPEATS_MAX = 49;
    private static final long OLD_HOURS_MAX = 47;
    private static final ByteBuffer USER_AGENT =
            utf8("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");

    /** An event that is sent so many times more. */
    private record Again(RawEvent event, int left) {}

    private final Random random;
    private final List<RawEvent> known = new ArrayList<>();
    private final List<Again> again = new ArrayList<>();
    private int made;
    private int orders;

    Mix(long seed) {
        random = new Random(seed);
    }

    /** The next item, as of now. */
    RawEvent next(long nowMs) {
        long receivedAt = receivedAt(nowMs);
        int die = random.nextInt(100);
        if (die < 40) {
            return good(query(pixel(), "e=click&val=" + random.nextInt(100), newId(), receivedAt));
        } else if (die < 46) {
            return good(json(pixel(), "{\"type\":\"click\",\"id\":\"%s\"}", newId(), receivedAt));
        } else if (die < 72) {
            return repeat(receivedAt);
        } else if (die < 83) {
            return good(order("A-" + (random.nextInt(3) == 0 ? orders++ : random.nextInt(orders + 1)), receivedAt));
        } else if (die < 85) {
            return good(order("undefined", receivedAt)); // a template that was not filled in is no identity
        } else if (die < 88) {
            RawEvent refused = query(pixel(), "{", newId(), receivedAt);
            refused.setRefusal("json_malformed");
            return refused;
        }
        return odd(die, receivedAt);
    }

    /** Each good event so far, or the first {@value #KNOWN_MAX}: sent again, none may come out again. */
    List<RawEvent> known() {
        return known;
    }

    private RawEvent odd(int die, long receivedAt) {
        if (die < 92) { // refused, and a good one of the same id comes later
            String id = newId();
            String pixel = pixel();
            again(query(pixel, "e=click", id, receivedAt), 1 + random.nextInt(3));
            return query(pixel, "e=no+type", id, receivedAt);
        } else if (die < 94) {
            return query(pixel(), "a=%zz", newId(), receivedAt);
        } else if (die < 95) {
            return query(pixel(), "a=%00", newId(), receivedAt);
        } else if (die < 97) {
            return json(pixel(), "{\"id\":\"%s\",", newId(), receivedAt);
        } else if (die < 98) {
            return query("no pixel", "e=click", newId(), receivedAt);
        } else if (die < 99) {
            return query(DAMAGED_PIXEL, "e=click", newId(), receivedAt);
        }
        RawEvent browser = good(query(pixel(), "e=page_view", newId(), receivedAt));
        browser.setUserAgent(USER_AGENT.duplicate());
        return browser;
    }

    private RawEvent good(RawEvent event) {
        if (known.size() < KNOWN_MAX) {
            known.add(event);
        }
        if (random.nextInt(8) == 0) {
            again(event, 1 + random.nextInt(REPEATS_MAX));
        }
        return event;
    }

    private void again(RawEvent event, int times) {
        if (again.size() < AGAIN_MAX) {
            again.add(new Again(event, times));
        }
    }

    private RawEvent repeat(long receivedAt) {
        if (again.isEmpty()) {
            return query(pixel(), "e=click", newId(), receivedAt);
        }
        int at = random.nextInt(again.size());
        Again one = again.get(at);
        if (one.left() > 1) {
            again.set(at, new Again(one.event(), one.left() - 1));
        } else {
            again.set(at, again.get(again.size() - 1));
            again.remove(again.size() - 1);
        }
        return retry(one.event(), receivedAt);
    }

    /** The same event, received at another time. */
    static RawEvent retry(RawEvent event, long receivedAt) {
        RawEvent retry = RawEvent.newBuilder(event).build();
        retry.setReceivedAt(receivedAt);
        return retry;
    }

    private RawEvent order(String order, long receivedAt) {
        return query(pixel(), "e=conversion&val=19.90&cur=CHF&oid=" + order, newId(), receivedAt, order);
    }

    private static RawEvent query(String pixel, String query, String id, long receivedAt) {
        return query(pixel, query, id, receivedAt, null);
    }

    private static RawEvent query(String pixel, String query, String id, long receivedAt, @Nullable String order) {
        return item(pixel, PayloadForm.QUERY, query + "&eid=" + id, id, receivedAt, order);
    }

    private static RawEvent json(String pixel, String json, String id, long receivedAt) {
        return item(pixel, PayloadForm.JSON, String.format(json, id), id, receivedAt, null);
    }

    private static RawEvent item(
            String pixel, PayloadForm form, String payload, String id, long receivedAt, @Nullable String order) {
        String site = pixel.startsWith("shop") ? "shop" : pixel;
        String type = order == null ? "click" : Identity.CONVERSION;
        Identity identity = Identity.of(type, pixel, site, id, null, order);
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(receivedAt);
        raw.setPixelId(pixel);
        raw.setSite(site);
        raw.setDedupId(new DedupIdBytes(identity.dedupId().bytes()));
        raw.setIdentity(identity.kind());
        raw.setEventId(id);
        raw.setEventIdMade(false);
        raw.setForm(form);
        raw.setPayload(utf8(payload));
        return raw;
    }

    private String pixel() {
        return PIXELS[random.nextInt(PIXELS.length)];
    }

    private String newId() {
        return "id-" + made++;
    }

    /** Mostly a moment ago, now and then some minutes, seldom as late as a spool may bring it. */
    private long receivedAt(long nowMs) {
        int die = random.nextInt(20);
        if (die == 0) {
            return nowMs - TimeUnit.HOURS.toMillis(random.nextLong(OLD_HOURS_MAX));
        }
        return nowMs - (die < 4 ? TimeUnit.MINUTES.toMillis(random.nextInt(10)) : random.nextInt(2_000));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}

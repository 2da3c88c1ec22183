package dev.firstlight.loadtest.gatling;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Visits as a shop has them: some pages, what was shown and clicked on them, seldom an order; and what every collector sees beside them:
 * hits sent twice, tags with a template left in, tags that are broken, visitors who said no. The shares are chosen so that a minute at a
 * low rate holds each kind, not measured.
 *
 * <p>Threads: one. The same seed gives the same visits, but for times and the ids made from them, which are of the moment.
 */
final class Traffic {

    private static final double DECLINED = 0.06;
    private static final double NEXT_PAGE = 0.62;
    private static final int PAGES_MAX = 12;
    private static final double SHOWN = 0.55;
    private static final double CLICKED = 0.30;
    private static final double ORDERED = 0.08;
    private static final double BATCHED = 0.25;
    private static final double REPEATED = 0.03;
    private static final double LEFT_A_TEMPLATE = 0.02;
    private static final double BROKEN = 0.03;

    private static final List<String> PLACEHOLDERS = List.of("undefined", "null", "{{order_id}}", "[object Object]");

    private final SplittableRandom random;
    private final InstantSource clock;

    Traffic(long seed, InstantSource clock) {
        this.random = new SplittableRandom(seed);
        this.clock = clock;
    }

    /** Mean number of hits in a visit, so that a rate of hits can be given as a rate of visits. */
    static double hitsPerVisit() {
        int visits = 2_000;
        Traffic sample = new Traffic(1, InstantSource.system());
        long hits = 0;
        for (int i = 0; i < visits; i++) {
            hits += sample.next().hits().size();
        }
        return (double) hits / visits;
    }

    Visit next() {
        Browser browser = Browser.pick(random);
        Page page = new Page(browser, uuidV7(), uuidV7(), random, clock, this::uuidV7);
        List<Hit> hits = new ArrayList<>();
        if (chance(DECLINED)) {
            hits.add(Hit.of(Kind.DECLINED, page.declined()));
        } else {
            walk(page, hits);
        }
        return new Visit(browser, page.cookie(), List.copyOf(hits));
    }

    private void walk(Page page, List<Hit> hits) {
        int pages = 0;
        do {
            page.open();
            hits.add(Hit.of(Kind.PAGE_VIEW, page.view()));
            if (chance(SHOWN)) {
                hits.add(Hit.of(Kind.IMPRESSION, page.impression()));
            }
            if (chance(CLICKED)) {
                hits.add(Hit.of(Kind.CLICK, page.click()));
            }
            pages++;
        } while (pages < PAGES_MAX && chance(NEXT_PAGE));
        if (chance(ORDERED)) {
            String order =
                    "L-" + Long.toString(clock.millis(), 36) + '-' + Long.toString(random.nextLong(1L << 40), 36);
            hits.add(Hit.of(Kind.CONVERSION, page.conversion(order)));
        }
        if (chance(REPEATED)) {
            hits.add(hits.get(hits.size() - 1).again(clock.millis()));
        }
        if (chance(LEFT_A_TEMPLATE)) {
            String placeholder = PLACEHOLDERS.get(random.nextInt(PLACEHOLDERS.size()));
            hits.add(Hit.of(Kind.PLACEHOLDER, page.conversion(placeholder)));
        }
        if (chance(BROKEN)) {
            hits.add(broken(page));
        }
        if (chance(BATCHED)) {
            hits.add(Hit.batch(page.whatWasSeen(2 + random.nextInt(4))));
        }
    }

    /** Broken in the ways that are seen: a bare percent sign, a cut escape, a type in prose, a NUL, JSON that was cut off. */
    private Hit broken(Page page) {
        String query = page.view().query();
        return switch (random.nextInt(5)) {
            case 0 -> Hit.malformedQuery(query + "&sale=50%&on=all");
            case 1 -> Hit.malformedQuery(query + "&name=M%C3%BCll%C");
            case 2 -> Hit.malformedQuery("e=Page%20View!&" + query);
            case 3 -> Hit.malformedQuery(query + "&q=a%00b");
            default -> {
                String json = ShopEvent.json(page.view().members());
                yield Hit.malformedBody(json.substring(0, json.length() - 1));
            }
        };
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** As the tracker makes them: RFC 9562 §5.7, 48 bits of epoch ms, the rest random. */
    private String uuidV7() {
        long high = clock.millis() << 16 | 0x7000 | random.nextLong() & 0xfff;
        long low = 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
        return new UUID(high, low).toString();
    }
}

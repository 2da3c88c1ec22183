package dev.firstlight.loadtest.gatling;

import dev.firstlight.schema.WireField;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The page that a visitor is on and the events that it makes, each with an id of its own. Threads: one. */
final class Page {

    private record Product(String id, String title, int priceCents) {}

    private static final List<Product> PRODUCTS = List.of(
            new Product("lantern", "Storm lantern, brass", 6_400),
            new Product("candle-12", "Zwölf Bienenwachskerzen", 2_390),
            new Product("wick", "Cotton wick & holder", 450),
            new Product("oil-1l", "Lampenöl 1 l — rußfrei", 1_199),
            new Product("matches", "Long matches (100 pcs)", 380),
            new Product("globe", "Glass globe 70% recycled", 1_850));
    private static final List<String> REFERRERS = List.of(
            "",
            "https://www.google.com/",
            "https://www.instagram.com/",
            "https://news.example/best-lanterns?page=2&sort=new");
    private static final List<String> CAMPAIGNS = List.of("autumn-sale", "winter_nights", "newsletter-47");

    private final Browser browser;
    private final String visitorId;
    private final String sessionId;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final String campaign;
    private Product product = PRODUCTS.get(0);
    private String url;
    private String referrer;
    private int sequence;

    Page(
            Browser browser,
            String visitorId,
            String sessionId,
            RandomGenerator random,
            InstantSource clock,
            Supplier<String> ids) {
        this.browser = browser;
        this.visitorId = visitorId;
        this.sessionId = sessionId;
        this.random = random;
        this.clock = clock;
        this.ids = ids;
        this.campaign = any(CAMPAIGNS);
        this.url = any(REFERRERS);
        this.referrer = "";
    }

    String cookie() {
        long since = clock.millis() / 1_000;
        return "_ga=GA1.1." + visitorId.hashCode() + '.' + since + "; flv=" + visitorId
                + "; consent=analytics%2Cads; cart=" + random.nextInt(1, 9);
    }

    /** Goes to the next page. */
    void open() {
        referrer = url;
        product = any(PRODUCTS);
        url = Browser.SHOP + "/product/" + product.id
                + (sequence == 0 ? "?utm_source=mail&utm_medium=email&utm_campaign=" + campaign + "&ref=%C3%A4" : "");
    }

    ShopEvent view() {
        Map<WireField, String> fields = fields("page_view");
        fields.put(WireField.PRODUCT_ID, product.id);
        return new ShopEvent(fields, Map.of("stock", String.valueOf(random.nextInt(40)), "theme", "dark"));
    }

    ShopEvent impression() {
        Map<WireField, String> fields = fields("impression");
        fields.put(WireField.CAMPAIGN_ID, campaign);
        fields.put(WireField.PLACEMENT_ID, "hero-" + random.nextInt(4));
        fields.put(WireField.VARIANT, "hero:" + (random.nextBoolean() ? "a" : "b"));
        return new ShopEvent(fields, Map.of());
    }

    ShopEvent click() {
        Map<WireField, String> fields = fields("click");
        fields.put(WireField.CAMPAIGN_ID, campaign);
        fields.put(WireField.PRODUCT_ID, product.id);
        return new ShopEvent(fields, Map.of("label", "Add to basket – " + product.title));
    }

    ShopEvent conversion(String orderId) {
        int quantity = 1 + random.nextInt(3);
        String value = amount(quantity * product.priceCents);
        Map<WireField, String> fields = fields("conversion");
        fields.put(WireField.GOAL, "purchase");
        fields.put(WireField.ORDER_ID, orderId);
        fields.put(WireField.VALUE, value);
        fields.put(WireField.CURRENCY, "EUR");
        fields.put(
                WireField.ITEMS,
                ShopEvent.json(List.of(Map.of(
                        "id",
                        product.id,
                        "name",
                        product.title,
                        "quantity",
                        quantity,
                        "price",
                        amount(product.priceCents)))));
        return new ShopEvent(fields, Map.of());
    }

    /** A visitor who said no, and a tag that fires all the same. */
    ShopEvent declined() {
        open();
        return view().with(WireField.CONSENT, "denied");
    }

    /** What gathers on a page and goes out in one POST when it is left. */
    List<ShopEvent> whatWasSeen(int events) {
        List<ShopEvent> seen = new ArrayList<>();
        for (int i = 1; i <= events; i++) {
            seen.add(new ShopEvent(
                    fields("scroll_depth"), Map.of("percent", String.valueOf(100 * i / events), "section", "détails")));
        }
        return seen;
    }

    private Map<WireField, String> fields(String type) {
        String now = String.valueOf(clock.millis());
        Map<WireField, String> fields = new EnumMap<>(WireField.class);
        fields.put(WireField.TYPE, type);
        fields.put(WireField.ID, ids.get());
        fields.put(WireField.CREATED_AT, now);
        fields.put(WireField.SENT_AT, now);
        fields.put(WireField.VISITOR_ID, visitorId);
        fields.put(WireField.SESSION_ID, sessionId);
        fields.put(WireField.SEQUENCE, String.valueOf(sequence++));
        fields.put(WireField.PAGE_URL, url);
        if (!referrer.isEmpty()) {
            fields.put(WireField.REFERRER, referrer);
        }
        fields.put(WireField.PAGE_TITLE, product.title + " | Lanterns & Co.");
        fields.put(WireField.SCREEN, browser.screen());
        fields.put(WireField.LANGUAGE, browser.language());
        fields.put(WireField.TIME_ZONE, "Europe/Berlin");
        fields.put(WireField.CONSENT, "granted:analytics,ads");
        return fields;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String amount(int cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }
}

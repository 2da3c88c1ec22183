package dev.firstlight.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The only place that names the fields a client may send: short key, long name, type and the greatest length in UTF-8 bytes,
 * which is the width of the warehouse column. Collector, processor, tracker, DDL and documents are checked against it.
 *
 * <p>The long name is the column's name. In a query, short key, long name and alias mean the same; in JSON the long name and the
 * alias do. What is named here is refused (identity) or cut (the rest, with a warning) past its width.
 */
public enum WireField {
    TYPE(
            "e",
            "type",
            Type.TYPE,
            64,
            "page_view (default), impression, click, conversion, email_open or your own",
            "event"),
    ID("eid", "id", Type.IDENTITY, 64, "Made once by the client, unchanged on every retry"),
    CREATED_AT("ct", "created_at", Type.EPOCH_MS, 13, "Client clock when it happened"),
    SENT_AT("st", "sent_at", Type.EPOCH_MS, 13, "Client clock when this attempt was sent"),
    VISITOR_ID("vid", "visitor_id", Type.TEXT, 64, "Visitor"),
    SESSION_ID("sid", "session_id", Type.TEXT, 64, "Session, 30 minutes idle"),
    SEQUENCE("seq", "sequence", Type.INTEGER, 19, "Number in the session, for gap detection"),
    USER_ID("uid", "user_id", Type.TEXT, 128, "The site's own user id"),
    PAGE_URL("url", "page_url", Type.TEXT, 4096, "Page"),
    REFERRER("ref", "referrer", Type.TEXT, 4096, "Where the visitor came from"),
    PAGE_TITLE("ti", "page_title", Type.TEXT, 512, "Title"),
    SCREEN("sr", "screen", Type.TEXT, 16, "1920x1080"),
    VIEWPORT("vp", "viewport", Type.TEXT, 16, "1200x800"),
    PIXEL_RATIO("dpr", "pixel_ratio", Type.DECIMAL, 16, "Device pixels per CSS pixel"),
    LANGUAGE("lang", "language", Type.TEXT, 35, "BCP 47 tag (RFC 5646 asks for 35 characters)"),
    TIME_ZONE("tz", "time_zone", Type.TEXT, 64, "IANA zone"),
    GOAL("goal", "goal", Type.IDENTITY, 64, "What was achieved: purchase, signup, ..."),
    ORDER_ID("oid", "order_id", Type.IDENTITY, 128, "Order number, counted once per site and goal"),
    VALUE("val", "value", Type.DECIMAL, 19, "Decimal, at most 14 digits before and 4 after the point"),
    CURRENCY("cur", "currency", Type.CURRENCY, 3, "ISO 4217"),
    COUPON("cpn", "coupon", Type.TEXT, 128, "Coupon code"),
    ITEMS("items", "items", Type.JSON, 16384, "JSON array of id, name, quantity, price, ..."),
    PRODUCT_ID("prd", "product_id", Type.TEXT, 128, "Product seen"),
    CONTENT_ID("con", "content_id", Type.TEXT, 128, "Article seen"),
    VARIANT("var", "variant", Type.TEXT, 128, "experiment:variant"),
    PARTNER_ID("aff", "partner_id", Type.TEXT, 128, "Affiliate or influencer"),
    CAMPAIGN_ID("cid", "campaign_id", Type.TEXT, 128, "Campaign of an ad or email pixel"),
    PLACEMENT_ID("pid", "placement_id", Type.TEXT, 128, "Placement of an ad or email pixel"),
    CONSENT("cs", "consent", Type.TEXT, 256, "granted[:purposes], denied, unknown or not-required"),
    GPC("gpc", "gpc", Type.FLAG, 5, "Global Privacy Control"),
    TEST("test", "test", Type.FLAG, 5, "Test traffic: kept out of every count by default");

    /** Prefix that makes any query key a custom property, whatever its name. */
    public static final String PROPERTY_PREFIX = "p.";

    /** Most bytes of all custom properties of one event together, names included: the width of their column. */
    public static final int PROPERTIES_BYTES_MAX = 32_768;

    /** Most custom properties of one event. */
    public static final int PROPERTIES_MAX = 128;

    /** Most bytes of a custom property's name. */
    public static final int PROPERTY_NAME_BYTES_MAX = 128;

    /** How a value is checked. */
    public enum Type {
        /** {@code [a-z0-9_.:-]}, lower-cased. */
        TYPE,
        /** Part of the identity: normalised, refused when too long. */
        IDENTITY,
        TEXT,
        /** Milliseconds since 1970-01-01 UTC. */
        EPOCH_MS,
        INTEGER,
        DECIMAL,
        CURRENCY,
        JSON,
        /** {@code 1}, {@code true}, {@code 0}, {@code false}. */
        FLAG
    }

    private static final Map<String, WireField> BY_QUERY_KEY = new HashMap<>();
    private static final Map<String, WireField> BY_NAME = new HashMap<>();

    static {
        for (WireField field : values()) {
            BY_QUERY_KEY.put(field.key, field);
            BY_QUERY_KEY.put(field.longName, field);
            BY_NAME.put(field.longName, field);
            for (String alias : field.aliases) {
                BY_QUERY_KEY.put(alias, field);
                BY_NAME.put(alias, field);
            }
        }
    }

    private final String key;
    private final String longName;
    private final Type type;
    private final int bytesMax;
    private final String meaning;
    private final List<String> aliases;

    WireField(String key, String longName, Type type, int bytesMax, String meaning, String... aliases) {
        this.key = key;
        this.longName = longName;
        this.type = type;
        this.bytesMax = bytesMax;
        this.meaning = meaning;
        this.aliases = List.of(aliases);
    }

    /** The field that a key of a query names, or none: then it is a custom property. */
    public static @Nullable WireField ofQueryKey(String key) {
        return BY_QUERY_KEY.get(key);
    }

    /** The field that a member of a JSON event names, or none. */
    public static @Nullable WireField ofName(String name) {
        return BY_NAME.get(name);
    }

    public String key() {
        return key;
    }

    public String longName() {
        return longName;
    }

    public List<String> aliases() {
        return aliases;
    }

    public Type type() {
        return type;
    }

    /** Greatest length in UTF-8 bytes. */
    public int bytesMax() {
        return bytesMax;
    }

    public String meaning() {
        return meaning;
    }
}

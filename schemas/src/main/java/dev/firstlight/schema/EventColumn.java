package dev.firstlight.schema;

import java.util.Locale;

/**
 * The columns of a row as the warehouse takes it, in their order. A row is a JSON object with these names, where times are UTC, written as
 * {@code 2026-11-22 02:39:02.123}, or an array by {@link RowPositions}; the DDL of Redshift and of the local warehouse are checked against it.
 */
public enum EventColumn {
    DEDUP_ID(Kind.TEXT, 32),
    IDENTITY(Kind.TEXT, 8),
    EVENT_ID(Kind.TEXT, 64),
    TYPE(Kind.TEXT, 64),
    TYPE_GIVEN(Kind.TEXT, 64),
    PIXEL_ID(Kind.TEXT, 64),
    SITE(Kind.TEXT, 64),
    RECEIVED_AT(Kind.TIME, 0),
    OCCURRED_AT(Kind.TIME, 0),
    CREATED_AT(Kind.TIME, 0),
    SENT_AT(Kind.TIME, 0),
    VISITOR_ID(Kind.TEXT, WireField.VISITOR_ID),
    SESSION_ID(Kind.TEXT, WireField.SESSION_ID),
    SEQUENCE(Kind.LONG, 0),
    USER_ID(Kind.TEXT, WireField.USER_ID),
    PAGE_URL(Kind.TEXT, WireField.PAGE_URL),
    PAGE_SCHEME(Kind.TEXT, 16),
    PAGE_HOST(Kind.TEXT, 253),
    PAGE_PATH(Kind.TEXT, 2048),
    PAGE_QUERY(Kind.TEXT, 4096),
    PAGE_FRAGMENT(Kind.TEXT, 1024),
    REFERRER(Kind.TEXT, WireField.REFERRER),
    REFERRER_HOST(Kind.TEXT, 253),
    REFERRER_MEDIUM(Kind.TEXT, 32),
    REFERRER_SOURCE(Kind.TEXT, 64),
    REFERRER_TERM(Kind.TEXT, 256),
    PAGE_TITLE(Kind.TEXT, WireField.PAGE_TITLE),
    SCREEN(Kind.TEXT, WireField.SCREEN),
    SCREEN_WIDTH(Kind.LONG, 0),
    SCREEN_HEIGHT(Kind.LONG, 0),
    VIEWPORT(Kind.TEXT, WireField.VIEWPORT),
    VIEWPORT_WIDTH(Kind.LONG, 0),
    VIEWPORT_HEIGHT(Kind.LONG, 0),
    PIXEL_RATIO(Kind.DECIMAL, 0),
    LANGUAGE(Kind.TEXT, WireField.LANGUAGE),
    LANGUAGE_PRIMARY(Kind.TEXT, 8),
    TIME_ZONE(Kind.TEXT, WireField.TIME_ZONE),
    GOAL(Kind.TEXT, WireField.GOAL),
    ORDER_ID(Kind.TEXT, WireField.ORDER_ID),
    VALUE(Kind.DECIMAL, 0),
    CURRENCY(Kind.TEXT, WireField.CURRENCY),
    VALUE_REPORTING(Kind.DECIMAL, 0),
    CURRENCY_REPORTING(Kind.TEXT, 3),
    COUPON(Kind.TEXT, WireField.COUPON),
    ITEMS(Kind.JSON, WireField.ITEMS),
    ITEM_COUNT(Kind.LONG, 0),
    ITEMS_VALUE(Kind.DECIMAL, 0),
    PRODUCT_IDS(Kind.JSON, 16384),
    PRODUCT_ID(Kind.TEXT, WireField.PRODUCT_ID),
    CONTENT_ID(Kind.TEXT, WireField.CONTENT_ID),
    VARIANT(Kind.TEXT, WireField.VARIANT),
    EXPERIMENT(Kind.TEXT, 128),
    EXPERIMENT_VARIANT(Kind.TEXT, 128),
    PARTNER_ID(Kind.TEXT, WireField.PARTNER_ID),
    CAMPAIGN_ID(Kind.TEXT, WireField.CAMPAIGN_ID),
    CAMPAIGN_SOURCE(Kind.TEXT, 128),
    CAMPAIGN_MEDIUM(Kind.TEXT, 128),
    CAMPAIGN_NAME(Kind.TEXT, 256),
    CAMPAIGN_TERM(Kind.TEXT, 256),
    CAMPAIGN_CONTENT(Kind.TEXT, 256),
    CLICK_ID(Kind.TEXT, 512),
    CLICK_NETWORK(Kind.TEXT, 32),
    PLACEMENT_ID(Kind.TEXT, WireField.PLACEMENT_ID),
    CONSENT(Kind.TEXT, WireField.CONSENT),
    CONSENT_STATE(Kind.TEXT, 16),
    CONSENT_PURPOSES(Kind.TEXT, 256),
    GPC(Kind.FLAG, 0),
    TEST(Kind.FLAG, 0),
    INTERNAL(Kind.FLAG, 0),
    PROPERTIES(Kind.JSON, WireField.PROPERTIES_BYTES_MAX),
    DEVICE_CLASS(Kind.TEXT, 64),
    DEVICE_BRAND(Kind.TEXT, 64),
    OS_NAME(Kind.TEXT, 64),
    OS_VERSION(Kind.TEXT, 64),
    AGENT_NAME(Kind.TEXT, 64),
    AGENT_VERSION(Kind.TEXT, 64),
    BOT(Kind.FLAG, 0),
    BOT_SOURCE(Kind.TEXT, 16),
    COUNTRY(Kind.TEXT, 2),
    REGION(Kind.TEXT, 64),
    CITY(Kind.TEXT, 128),
    ASN(Kind.LONG, 0),
    ISP(Kind.TEXT, 128),
    IP_HASH(Kind.TEXT, 32),
    WARNINGS(Kind.JSON, 8192),
    RAW_PARTITION(Kind.LONG, 0),
    RAW_OFFSET(Kind.LONG, 0),
    RAW_INDEX(Kind.LONG, 0);

    /** How a column is stored, in Redshift and in the local warehouse. */
    public enum Kind {
        TEXT("VARCHAR", "VARCHAR"),
        TIME("TIMESTAMP", "TIMESTAMP"),
        LONG("BIGINT", "BIGINT"),
        /** At most 14 digits before and 4 after the point. */
        DECIMAL("DECIMAL(18,4)", "DECIMAL(18,4)"),
        FLAG("BOOLEAN", "BOOLEAN"),
        JSON("SUPER", "JSON");

        private final String redshift;
        private final String duckdb;

        Kind(String redshift, String duckdb) {
            this.redshift = redshift;
            this.duckdb = duckdb;
        }
    }

    private final Kind kind;
    private final int bytesMax;

    EventColumn(Kind kind, int bytesMax) {
        this.kind = kind;
        this.bytesMax = bytesMax;
    }

    EventColumn(Kind kind, WireField field) {
        this(kind, field.bytesMax());
    }

    public String columnName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** Greatest length of a text or JSON value in UTF-8 bytes; 0 for the other kinds. */
    public int bytesMax() {
        return bytesMax;
    }

    public String redshiftType() {
        return kind == Kind.TEXT ? kind.redshift + "(" + bytesMax + ")" : kind.redshift;
    }

    public String duckdbType() {
        return kind.duckdb;
    }
}

package dev.firstlight.schema;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where each column stands in a row that is written as a JSON array. Such a row has no names, which are half of the bytes of one that has, and a
 * loader finds values by their place alone: <b>a place that has been given is never given to another column, and new columns come at the end</b>; objects of
 * years are read by it. {@code deploy/redshift/events.jsonpaths}, the columns of the delivery stream, the re-drive and the local loader are made from this list or held
 * against it.
 *
 * <p>What most events have comes first, so that a usual row ends early: what is absent at the end is left out. Times are epoch milliseconds, decimals
 * texts (a reader of JSON may take a number of 18 digits for a double). A page's URL is left out where {@link #pageUrl} says the same.
 */
public final class RowPositions {

    private static final List<EventColumn> COLUMNS = List.of(
            EventColumn.DEDUP_ID,
            EventColumn.IDENTITY,
            EventColumn.EVENT_ID,
            EventColumn.TYPE,
            EventColumn.PIXEL_ID,
            EventColumn.SITE,
            EventColumn.RECEIVED_AT,
            EventColumn.OCCURRED_AT,
            EventColumn.CREATED_AT,
            EventColumn.SENT_AT,
            EventColumn.VISITOR_ID,
            EventColumn.SESSION_ID,
            EventColumn.SEQUENCE,
            EventColumn.PAGE_SCHEME,
            EventColumn.PAGE_HOST,
            EventColumn.PAGE_PATH,
            EventColumn.PAGE_QUERY,
            EventColumn.REFERRER,
            EventColumn.REFERRER_HOST,
            EventColumn.REFERRER_MEDIUM,
            EventColumn.PAGE_TITLE,
            EventColumn.SCREEN,
            EventColumn.SCREEN_WIDTH,
            EventColumn.SCREEN_HEIGHT,
            EventColumn.VIEWPORT,
            EventColumn.VIEWPORT_WIDTH,
            EventColumn.VIEWPORT_HEIGHT,
            EventColumn.PIXEL_RATIO,
            EventColumn.LANGUAGE,
            EventColumn.LANGUAGE_PRIMARY,
            EventColumn.TIME_ZONE,
            EventColumn.PRODUCT_ID,
            EventColumn.VARIANT,
            EventColumn.EXPERIMENT,
            EventColumn.EXPERIMENT_VARIANT,
            EventColumn.CONSENT,
            EventColumn.CONSENT_STATE,
            EventColumn.GPC,
            EventColumn.TEST,
            EventColumn.INTERNAL,
            EventColumn.PROPERTIES,
            EventColumn.DEVICE_CLASS,
            EventColumn.OS_NAME,
            EventColumn.AGENT_NAME,
            EventColumn.BOT,
            EventColumn.IP_HASH,
            EventColumn.WARNINGS,
            EventColumn.RAW_PARTITION,
            EventColumn.RAW_OFFSET,
            EventColumn.RAW_INDEX,
            EventColumn.AGENT_VERSION,
            EventColumn.COUNTRY,
            EventColumn.OS_VERSION,
            EventColumn.DEVICE_BRAND,
            EventColumn.CAMPAIGN_SOURCE,
            EventColumn.CAMPAIGN_MEDIUM,
            EventColumn.CAMPAIGN_NAME,
            EventColumn.REFERRER_SOURCE,
            EventColumn.CLICK_ID,
            EventColumn.CLICK_NETWORK,
            EventColumn.CAMPAIGN_CONTENT,
            EventColumn.CAMPAIGN_TERM,
            EventColumn.PAGE_URL,
            EventColumn.USER_ID,
            EventColumn.REGION,
            EventColumn.CITY,
            EventColumn.ASN,
            EventColumn.ISP,
            EventColumn.CONSENT_PURPOSES,
            EventColumn.TYPE_GIVEN,
            EventColumn.CAMPAIGN_ID,
            EventColumn.PLACEMENT_ID,
            EventColumn.CONTENT_ID,
            EventColumn.PARTNER_ID,
            EventColumn.GOAL,
            EventColumn.ORDER_ID,
            EventColumn.VALUE,
            EventColumn.CURRENCY,
            EventColumn.VALUE_REPORTING,
            EventColumn.CURRENCY_REPORTING,
            EventColumn.COUPON,
            EventColumn.ITEMS,
            EventColumn.ITEM_COUNT,
            EventColumn.ITEMS_VALUE,
            EventColumn.PRODUCT_IDS,
            EventColumn.PAGE_FRAGMENT,
            EventColumn.REFERRER_TERM,
            EventColumn.BOT_SOURCE);

    private static final Map<EventColumn, Integer> POSITIONS = positions();

    private RowPositions() {}

    /** All columns, by their position. */
    public static List<EventColumn> columns() {
        return COLUMNS;
    }

    /** From 0. */
    public static int of(EventColumn column) {
        return Objects.requireNonNull(POSITIONS.get(column));
    }

    /**
     * A page's URL put together from its parts in SQL that every warehouse of ours takes; null when there is no host.
     *
     * @param prefix of the columns, like {@code "batch."}
     */
    public static String pageUrlSql(String prefix) {
        return "coalesce(" + prefix + "page_url, " + prefix + "page_scheme || '://' || " + prefix
                + "page_host || coalesce("
                + prefix + "page_path, '') || coalesce('?' || " + prefix + "page_query, '') || coalesce('#' || "
                + prefix
                + "page_fragment, ''))";
    }

    /** The same of values; nothing when there is no scheme or no host. */
    public static @Nullable String pageUrl(Function<EventColumn, @Nullable String> parts) {
        String scheme = parts.apply(EventColumn.PAGE_SCHEME);
        String host = parts.apply(EventColumn.PAGE_HOST);
        if (scheme == null || host == null) {
            return null;
        }
        StringBuilder url = new StringBuilder(256).append(scheme).append("://").append(host);
        append(url, "", parts.apply(EventColumn.PAGE_PATH));
        append(url, "?", parts.apply(EventColumn.PAGE_QUERY));
        append(url, "#", parts.apply(EventColumn.PAGE_FRAGMENT));
        return url.toString();
    }

    private static void append(StringBuilder url, String mark, @Nullable String part) {
        if (part != null) {
            url.append(mark).append(part);
        }
    }

    private static Map<EventColumn, Integer> positions() {
        Map<EventColumn, Integer> positions = new EnumMap<>(EventColumn.class);
        for (EventColumn column : COLUMNS) {
            positions.put(column, positions.size());
        }
        return positions;
    }
}

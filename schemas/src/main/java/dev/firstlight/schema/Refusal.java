package dev.firstlight.schema;

import java.util.Locale;

/**
 * Why a hit or an event is no event: the one catalogue, with one counter each. The collector decides those down to
 * {@link #LOG_UNAVAILABLE}, the processor the rest; the name in lower case is what answers, rejects and ledger say.
 */
public enum Refusal {
    // Hits: nothing of them is kept.
    ROUTE_UNKNOWN("No such route; 404."),
    PIXEL_UNKNOWN("A pixel that is not listed, where unknown ones are not accepted; 404."),
    PIXEL_RETIRED("A pixel whose status is retired; 404."),
    ORIGIN_NOT_ALLOWED("A page of an origin that is not listed, at a pixel that enforces its list; 403."),
    METHOD_NOT_ALLOWED("The route does not take this method; 405."),
    REQUEST_MALFORMED("Not HTTP/1.x as the standard has it; 400 and close."),
    URI_TOO_LONG("Request line beyond the limit; 414 and close."),
    HEADERS_TOO_LARGE("Header section beyond the limit; 431 and close."),
    BODY_TOO_LARGE("Body beyond the limit, as sent; 413 and close."),
    REQUEST_TOO_SLOW("Headers or body were not complete by the deadline; 408 and close."),
    EXPECTATION_UNKNOWN("An Expect other than 100-continue; 417 and close."),
    ENCODING_UNSUPPORTED("A Content-Encoding other than gzip; 415."),
    GZIP_MALFORMED("The body says gzip and is not; 400."),
    GZIP_TOO_LARGE("Body beyond the limit once gzip is undone; 413."),
    GZIP_TOO_DENSE("Body that gzip had made smaller than the limit allows, as a bomb is; 413."),
    MEDIA_TYPE_UNSUPPORTED("A body that says it is neither JSON nor text; 415."),
    // Events: the bytes are kept in firstlight.rejects.
    QUERY_MALFORMED("A percent escape without two hex digits; 400."),
    NUL_BYTE("A NUL in a value, escaped or not: no warehouse text can hold it; 400."),
    JSON_MALFORMED("Not JSON, or not an event object or {\"events\":[...]}; 400."),
    JSON_TOO_DEEP("Nested deeper than the limit; 400."),
    EVENTS_TOO_MANY("More events in one request than the limit; 413."),
    EVENT_TOO_LARGE("One event beyond the limit, at most 64 KiB; 413."),
    TYPE_MALFORMED("A type that is not [a-z0-9_.:-]{1,64}; 400."),
    IDENTITY_NOT_TEXT("An event id, order id or goal that is not UTF-8; 400."),
    IDENTITY_TOO_LONG("An event id, order id or goal beyond its width; 400."),
    /** Not the sender's fault and nothing is kept: the sender is asked to send again. */
    LOG_UNAVAILABLE("The log did not take the event; 503, send again with the same id."),
    OUTSTANDING_TOO_MANY("Too many requests are unanswered here; 503, send again with the same id."),
    BODIES_TOO_LARGE("Unfinished bodies hold too many bytes here; 503 and close, send again with the same id."),
    // Records: what the processor cannot read.
    RECORD_UNREADABLE("A record of firstlight.raw that is no pack."),
    SCHEMA_UNKNOWN("A record whose writer schema is not in firstlight.schemas."),
    ITEM_UNREADABLE("An item of a pack that does not decode; its neighbours do."),
    EVENT_UNREADABLE("An item whose handling ended in an error of ours; a bug, please report it."),
    // Events that the operator's tracking plan refuses, where it says so.
    PLAN_UNKNOWN_TYPE("A type that the tracking plan does not know, where it refuses those."),
    PLAN_VIOLATION("An event that is not as the tracking plan has its type, where it refuses those.");

    private final String help;

    Refusal(String help) {
        this.help = help;
    }

    public String help() {
        return help;
    }

    /** As written into answers, rejects and ledger. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

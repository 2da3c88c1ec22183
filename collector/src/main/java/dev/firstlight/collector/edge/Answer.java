package dev.firstlight.collector.edge;

import dev.firstlight.schema.Refusal;

/**
 * Every answer that is the same each time, and what it promises. Only {@link #PIXEL_PNG}, {@link #PIXEL_GIF} and {@link #STORED} promise
 * anything; no other has an image body, since a browser fires {@code onload} for any image whatever the status.
 */
enum Answer {
    /** The event is durable, or consent said no and nothing is stored (which is counted). */
    PIXEL_PNG(200, "OK", "image/png", Images.PNG),
    /** As the PNG. */
    PIXEL_GIF(200, "OK", "image/gif", Images.GIF),
    /** All events of a POST are durable. */
    STORED(204, "No Content", "", Images.NONE),
    /** CORS preflight. */
    PREFLIGHT(204, "No Content", "", Images.NONE),
    ROBOTS(200, "OK", "text/plain", Images.ROBOTS),
    FAVICON(204, "No Content", "", Images.NONE),
    BAD_REQUEST(400, "Bad Request", "", Images.NONE),
    FORBIDDEN(403, "Forbidden", "", Images.NONE),
    NOT_FOUND(404, "Not Found", "", Images.NONE),
    GET_ONLY(405, "Method Not Allowed", "", Images.NONE),
    POST_ONLY(405, "Method Not Allowed", "", Images.NONE),
    TOO_SLOW(408, "Request Timeout", "", Images.NONE),
    TOO_LARGE(413, "Content Too Large", "", Images.NONE),
    URI_TOO_LONG(414, "URI Too Long", "", Images.NONE),
    MEDIA_TYPE(415, "Unsupported Media Type", "", Images.NONE),
    EXPECTATION_FAILED(417, "Expectation Failed", "", Images.NONE),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large", "", Images.NONE),
    /** Not promised: send again with the same id. */
    SEND_AGAIN(503, "Service Unavailable", "", Images.NONE);

    private final int status;
    private final String phrase;
    private final String contentType;
    private final byte[] body;

    Answer(int status, String phrase, String contentType, byte[] body) {
        this.status = status;
        this.phrase = phrase;
        this.contentType = contentType;
        this.body = body;
    }

    int status() {
        return status;
    }

    String phrase() {
        return phrase;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    /** The status of a refused event or hit. */
    static Answer of(Refusal refusal) {
        return switch (refusal) {
            case ROUTE_UNKNOWN, PIXEL_UNKNOWN, PIXEL_RETIRED -> NOT_FOUND;
            case ORIGIN_NOT_ALLOWED -> FORBIDDEN;
            case METHOD_NOT_ALLOWED -> GET_ONLY;
            case URI_TOO_LONG -> URI_TOO_LONG;
            case HEADERS_TOO_LARGE -> HEADERS_TOO_LARGE;
            case BODY_TOO_LARGE, GZIP_TOO_LARGE, GZIP_TOO_DENSE, EVENTS_TOO_MANY, EVENT_TOO_LARGE -> TOO_LARGE;
            case ENCODING_UNSUPPORTED, MEDIA_TYPE_UNSUPPORTED -> MEDIA_TYPE;
            case EXPECTATION_UNKNOWN -> EXPECTATION_FAILED;
            case REQUEST_TOO_SLOW -> TOO_SLOW;
            case LOG_UNAVAILABLE, OUTSTANDING_TOO_MANY, BODIES_TOO_LARGE -> SEND_AGAIN;
            case REQUEST_MALFORMED,
                    GZIP_MALFORMED,
                    QUERY_MALFORMED,
                    NUL_BYTE,
                    JSON_MALFORMED,
                    JSON_TOO_DEEP,
                    TYPE_MALFORMED,
                    IDENTITY_NOT_TEXT,
                    IDENTITY_TOO_LONG,
                    RECORD_UNREADABLE,
                    SCHEMA_UNKNOWN,
                    ITEM_UNREADABLE,
                    EVENT_UNREADABLE,
                    PLAN_UNKNOWN_TYPE,
                    PLAN_VIOLATION -> BAD_REQUEST;
        };
    }
}

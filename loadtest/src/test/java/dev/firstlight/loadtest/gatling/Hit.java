package dev.firstlight.loadtest.gatling;

import dev.firstlight.schema.WireField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request of a visit.
 *
 * @param target path and query, as they stand in the request line
 * @param body of a POST; none is a GET
 * @param events what it means; nothing when it is {@link Kind#MALFORMED}
 */
record Hit(Kind kind, String target, @Nullable String body, List<ShopEvent> events) {

    static final String PIXEL = "load-shop";

    private static final String IMAGE = "/" + PIXEL + "/pixel.png?";
    private static final String EVENTS = "/" + PIXEL + "/events";

    static Hit of(Kind kind, ShopEvent event) {
        return new Hit(kind, IMAGE + event.query(), null, List.of(event));
    }

    static Hit batch(List<ShopEvent> events) {
        String body = ShopEvent.json(
                Map.of("events", events.stream().map(ShopEvent::members).toList()));
        return new Hit(Kind.BATCH, EVENTS, body, List.copyOf(events));
    }

    static Hit malformedQuery(String query) {
        return new Hit(Kind.MALFORMED, IMAGE + query, null, List.of());
    }

    static Hit malformedBody(String body) {
        return new Hit(Kind.MALFORMED, EVENTS, body, List.of());
    }

    /** The same event, sent once more a moment later. */
    Hit again(long sentAtMs) {
        return of(Kind.REPEAT, events.get(0).with(WireField.SENT_AT, String.valueOf(sentAtMs)));
    }

    boolean isPost() {
        return body != null;
    }

    String bodyText() {
        return body == null ? "" : body;
    }
}

package dev.firstlight.loadtest.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as the log holds it, once for each time that it was taken.
 *
 * @param id the client's
 * @param isRefused kept by the edge as a refusal: no event
 * @param fields as the tracker named them, which is by their long names; none of a refusal that cannot be read
 */
record Arrival(String pixel, String id, boolean isRefused, long receivedAt, Map<String, String> fields) {

    /** The property by which a page numbers what it makes. */
    private static final String NUMBER = "number";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Arrival of(RawEvent event) throws JsonProcessingException {
        String payload =
                StandardCharsets.UTF_8.decode(event.getPayload().duplicate()).toString();
        boolean isRefused = event.getRefusal() != null;
        Map<String, String> fields;
        try {
            fields = event.getForm() == PayloadForm.JSON ? fromJson(payload) : fromQuery(payload);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            if (!isRefused) {
                throw e;
            }
            fields = Map.of();
        }
        return new Arrival(event.getPixelId(), event.getEventId(), isRefused, event.getReceivedAt(), fields);
    }

    /** Which of the events that the pages of a scenario made it is; empty for those that nobody numbered. */
    String number() {
        return text(NUMBER);
    }

    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** How long the tracker says to have kept it, by the page's clock. */
    long keptMs() {
        return Long.parseLong(text("sent_at")) - Long.parseLong(text("created_at"));
    }

    /** When it happened: the wire's formula, within whose bounds every event of the matrix is. */
    long occurredAt() {
        return receivedAt - keptMs();
    }

    private static Map<String, String> fromJson(String payload) throws JsonProcessingException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : JSON.readTree(payload).properties()) {
            JsonNode value = field.getValue();
            fields.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
        }
        return fields;
    }

    private static Map<String, String> fromQuery(String payload) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : payload.split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                fields.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

package dev.firstlight.loadtest.gatling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.WireField;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** One event as the page means it, written as a query with short keys or as JSON with long names, the way the tracker does. */
record ShopEvent(Map<WireField, String> fields, Map<String, String> properties) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ShopEvent {
        fields = Collections.unmodifiableMap(new EnumMap<>(fields));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** The same with one field set. */
    ShopEvent with(WireField field, String value) {
        Map<WireField, String> changed = new EnumMap<>(fields);
        changed.put(field, value);
        return new ShopEvent(changed, properties);
    }

    String query() {
        StringJoiner pairs = new StringJoiner("&");
        fields.forEach((field, value) -> pairs.add(field.key() + '=' + encoded(value)));
        properties.forEach((name, value) -> pairs.add(encoded(name) + '=' + encoded(value)));
        return pairs.toString();
    }

    /** What the wire table calls a number is one. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        fields.forEach((field, value) -> members.put(
                field.longName(),
                switch (field.type()) {
                    case EPOCH_MS, INTEGER, DECIMAL -> new BigDecimal(value);
                    case TYPE, IDENTITY, TEXT, CURRENCY, JSON, FLAG -> value;
                }));
        members.putAll(properties);
        return members;
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text and numbers are JSON", e);
        }
    }

    /** As {@code encodeURIComponent} does, but for marks that it leaves and nobody sends. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

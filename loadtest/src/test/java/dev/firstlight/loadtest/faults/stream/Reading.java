package dev.firstlight.loadtest.faults.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one item of a pack must come to, by the simplest reading that does for the shapes of {@link Mix}; shares no code with the processor. Pure.
 *
 * @param reason of what is refused, empty for what is good
 */
record Reading(Fate fate, String reason) {

    enum Fate {
        GOOD,
        /** Its pixel and minute can be read. */
        REFUSED,
        REFUSED_AT_EDGE,
        /** Nothing of it can be relied on. */
        UNREADABLE
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PIXEL = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9_.:-]{1,64}");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final String TYPE_DEFAULT = "page_view";

    static Reading of(PackReader.Item item) {
        RawEvent raw = item.event();
        if (raw == null
                || !PIXEL.matcher(raw.getPixelId()).matches()
                || raw.getEventId().isEmpty()) {
            return new Reading(Fate.UNREADABLE, "item_unreadable");
        }
        if (raw.getRefusal() != null) {
            return new Reading(Fate.REFUSED_AT_EDGE, raw.getRefusal());
        }
        String text =
                StandardCharsets.UTF_8.decode(raw.getPayload().duplicate()).toString();
        String refusal = raw.getForm() == PayloadForm.QUERY ? ofQuery(text) : ofJson(text);
        return refusal == null ? new Reading(Fate.GOOD, "") : new Reading(Fate.REFUSED, refusal);
    }

    private static @Nullable String ofQuery(String query) {
        if (BROKEN_ESCAPE.matcher(query).find()) {
            return "query_malformed";
        }
        if (query.contains("%00")) {
            return "nul_byte";
        }
        String type = TYPE_DEFAULT;
        for (String pair : query.split("&")) {
            if (pair.startsWith("e=")) {
                type = pair.substring(2).replace('+', ' ');
                break;
            }
        }
        return ofType(type);
    }

    private static @Nullable String ofJson(String json) {
        try {
            JsonNode event = JSON.readTree(json);
            return ofType(event.path("type").asText(TYPE_DEFAULT));
        } catch (JsonProcessingException e) {
            return "json_malformed";
        }
    }

    private static @Nullable String ofType(String type) {
        return TYPE.matcher(type.toLowerCase(Locale.ROOT)).matches() ? null : "type_malformed";
    }
}

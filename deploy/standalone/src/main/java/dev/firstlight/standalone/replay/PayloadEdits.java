package dev.firstlight.standalone.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.PayloadForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payload with some of its fields set: whatever said them before is left out, under each of their names; all else stays byte for byte in a
 * query, and member for member in JSON. Threads: any.
 */
final class PayloadEdits {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String PROPERTIES = "properties";

    private PayloadEdits() {}

    /** The payload with the edits, or none when it is JSON that nobody can edit. */
    static byte @Nullable [] apply(PayloadForm form, byte[] payload, List<FieldEdit> edits) {
        if (edits.isEmpty()) {
            return payload;
        }
        return form == PayloadForm.QUERY ? query(payload, edits) : json(payload, edits);
    }

    private static byte[] query(byte[] payload, List<FieldEdit> edits) {
        // One character a byte: what is kept is kept as it was, also where it is no UTF-8.
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        List<String> pairs = new ArrayList<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty() && !isNamed(pair, edits)) {
                pairs.add(pair);
            }
        }
        for (FieldEdit edit : edits) {
            String key = edit.field() == null
                    ? WireField.PROPERTY_PREFIX + edit.name()
                    : edit.field().key();
            pairs.add(encoded(key) + '=' + encoded(edit.value()));
        }
        return String.join("&", pairs).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isNamed(String pair, List<FieldEdit> edits) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        Payload named = QueryPayload.read(key.getBytes(StandardCharsets.ISO_8859_1));
        return edits.stream()
                .anyMatch(edit -> edit.field() == null
                        ? named.properties().containsKey(edit.name())
                        : named.fields().containsKey(edit.field()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] json(byte[] payload, List<FieldEdit> edits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 64);
        try (JsonParser parser = JSON.createParser(payload);
                JsonGenerator json = JSON.createGenerator(out)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            json.writeStartObject();
            copyMembers(parser, json, edits, false);
            for (FieldEdit edit : edits) {
                boolean isProperty = edit.field() == null;
                json.writeStringField(isProperty ? WireField.PROPERTY_PREFIX + edit.name() : edit.name(), edit.value());
            }
            json.writeEndObject();
        } catch (IOException e) {
            return null;
        }
        return out.toByteArray();
    }

    private static void copyMembers(JsonParser parser, JsonGenerator json, List<FieldEdit> edits, boolean areProperties)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!areProperties && name.equals(PROPERTIES) && value == JsonToken.START_OBJECT) {
                json.writeObjectFieldStart(name);
                copyMembers(parser, json, edits, true);
                json.writeEndObject();
            } else if (isMember(name, edits, areProperties)) {
                parser.skipChildren();
            } else {
                json.writeFieldName(name);
                json.copyCurrentStructureExact(parser);
            }
        }
    }

    private static boolean isMember(String name, List<FieldEdit> edits, boolean areProperties) {
        WireField field = areProperties ? null : WireField.ofName(name);
        String property = name.startsWith(WireField.PROPERTY_PREFIX) && !areProperties
                ? name.substring(WireField.PROPERTY_PREFIX.length())
                : name;
        return edits.stream()
                .anyMatch(edit ->
                        edit.field() == null ? field == null && edit.name().equals(property) : edit.field() == field);
    }
}

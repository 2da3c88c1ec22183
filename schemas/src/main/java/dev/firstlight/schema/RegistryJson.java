package dev.firstlight.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What a schema registry is told and what it answers. Threads: any. */
final class RegistryJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RegistryJson() {}

    /** The body that registers a schema: its text in a member. */
    static String request(String schema) {
        StringWriter out = new StringWriter(schema.length() + 64);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("schema", schema);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toString();
    }

    /** The id in an answer, or none. */
    static @Nullable Integer id(byte[] answer) {
        String text = member(answer, "id", JsonToken.VALUE_NUMBER_INT);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The schema's text in an answer, or none. */
    static @Nullable String schema(byte[] answer) {
        return member(answer, "schema", JsonToken.VALUE_STRING);
    }

    private static @Nullable String member(byte[] answer, String name, JsonToken kind) {
        try (JsonParser parser = JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isIt = parser.currentName().equals(name);
                JsonToken value = parser.nextToken();
                if (isIt) {
                    return value == kind ? parser.getText() : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException e) {
            return null; // no JSON: as good as no answer
        }
    }
}

package dev.firstlight.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;

/**
 * A part of a JSON text as a text of its own: without white space between, members in their order, numbers as they are written. The same
 * array says the same whether it came as a value of a query or as a member of a JSON event.
 *
 * <p>Numbers are never read as such: {@code 1e999999999} is three letters and not a gigabyte of zeros. Bounds: those of the parser, which has
 * checked depth and lengths. Threads: any.
 */
public final class JsonCopy {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonCopy() {}

    /** Copies the array or object that {@code parser} stands at the beginning of; leaves it at its end. */
    public static String of(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                copy(token, parser, generator);
            } while (depth > 0 && parser.nextToken() != null);
        }
        return text.toString();
    }

    private static void copy(JsonToken token, JsonParser parser, JsonGenerator generator) throws IOException {
        switch (token) {
            case START_ARRAY -> generator.writeStartArray();
            case END_ARRAY -> generator.writeEndArray();
            case START_OBJECT -> generator.writeStartObject();
            case END_OBJECT -> generator.writeEndObject();
            case FIELD_NAME -> generator.writeFieldName(parser.currentName());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> generator.writeBoolean(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> generator.writeNull();
            case VALUE_STRING -> generator.writeString(parser.getText());
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw new IllegalStateException("no text has " + token);
        }
    }
}

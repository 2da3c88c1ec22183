package dev.firstlight.stream.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firstlight.schema.JsonCopy;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Utf8;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The items of an order: a JSON array whose text is the same whether it came in a query or as a member of a JSON event, and that every
 * warehouse can take. It cannot be cut, so it is taken whole or not at all.
 *
 * <p>Bounds: as deep and with numbers as long as in a JSON event. Pure; any thread. Failure: none.
 */
final class ItemsReader {

    /** The event itself is the first level. */
    private static final int DEPTH_MAX = JsonPayload.DEPTH_MAX - 1;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(JsonPayload.NUMBER_LENGTH_MAX)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private ItemsReader() {}

    /** The array without white space between, or none when it is no array, too long, or holds what no warehouse does. */
    static @Nullable String read(String text, int bytesMax) {
        try {
            if (!isKeepable(text)) {
                return null;
            }
            try (JsonParser parser = JSON.createParser(text)) {
                parser.nextToken();
                String copy = Utf8.wellFormed(JsonCopy.of(parser));
                return Utf8.length(copy) <= bytesMax ? copy : null;
            }
        } catch (IOException e) {
            return null;
        }
    }

    /** One array, without NULs, and without numbers beyond a double: loaders of warehouses stop at them. */
    private static boolean isKeepable(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return false;
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null || !isKeepable(token, parser)) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return parser.nextToken() == null;
        }
    }

    private static boolean isKeepable(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case FIELD_NAME, VALUE_STRING -> parser.getText().indexOf('\0') < 0;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Double.isFinite(Double.parseDouble(parser.getText()));
            default -> true;
        };
    }
}

package dev.firstlight.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON event: members by their long names, everything else a custom property; values as text, numbers as they are written.
 *
 * <p>Bounds: depth, length of names, numbers and strings are limited by the parser before anything is kept. Threads: any.
 */
public final class JsonPayload {

    /** Deepest nesting that is read, the event itself being the first. */
    public static final int DEPTH_MAX = 16;

    /** Deepest nesting of a body: enough that an event that is too deep is refused by itself, and none of those that came with it. */
    static final int BODY_DEPTH_MAX = 4 * DEPTH_MAX;

    /** Most bytes of one event, which is also the longest string. */
    public static final int EVENT_BYTES_MAX = 65_536;

    /** Longest number, in characters: more than any type of a warehouse has digits. */
    public static final int NUMBER_LENGTH_MAX = 128;

    // Names are canonicalised (the default) because only the parser that does so counts bytes; its table of names is
    // bounded.
    private static final JsonFactory[] BY_DEPTH =
            IntStream.rangeClosed(0, DEPTH_MAX).mapToObj(JsonPayload::factory).toArray(JsonFactory[]::new);

    private static final JsonFactory BODY = factory(BODY_DEPTH_MAX);

    /** Where an event object stands in a body. */
    public record Slice(int offset, int length) {}

    /** The events of a body, or why there are none. */
    public record Body(
            List<Slice> events, boolean isBatch, @Nullable Refusal refusal, String detail) {}

    private JsonPayload() {}

    private static JsonFactory factory(int depthMax) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depthMax)
                        .maxStringLength(EVENT_BYTES_MAX)
                        .maxNameLength(1_024)
                        .maxNumberLength(NUMBER_LENGTH_MAX)
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * Finds the event objects of a request body, one object or <code>{"events":[…]}</code>; reads the body to its end. How deep
     * an event is in itself is found when it is read.
     */
    public static Body slices(byte[] body, int eventsMax) {
        List<Slice> events = new ArrayList<>();
        try (JsonParser parser = BODY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return refused(Refusal.JSON_MALFORMED, "an object was expected");
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            if (start < 0) {
                return refused(Refusal.JSON_MALFORMED, "not UTF-8");
            }
            boolean isBatch = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isEvents = parser.currentName().equals("events");
                if (parser.nextToken() == JsonToken.START_ARRAY && isEvents && !isBatch) {
                    isBatch = true;
                    Refusal refusal = readEvents(parser, events, eventsMax);
                    if (refusal != null) {
                        return refused(refusal, "in events");
                    }
                } else {
                    parser.skipChildren();
                }
            }
            int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
            if (parser.nextToken() != null) {
                return refused(Refusal.JSON_MALFORMED, "something follows the object");
            }
            if (!isBatch) {
                events.add(new Slice(start, end - start));
            }
            return new Body(events, isBatch, null, "");
        } catch (StreamConstraintsException e) {
            return refused(constraint(e), "beyond a limit of the parser");
        } catch (IOException e) {
            return refused(Refusal.JSON_MALFORMED, "not JSON");
        }
    }

    private static @Nullable Refusal readEvents(JsonParser parser, List<Slice> events, int eventsMax)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (events.size() == eventsMax) {
                return Refusal.EVENTS_TOO_MANY;
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return Refusal.JSON_MALFORMED;
            }
            parser.skipChildren();
            int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
            events.add(new Slice(start, end - start));
        }
        return null;
    }

    /** Reads one event object. */
    public static Payload read(byte[] bytes, int offset, int length) {
        return read(bytes, offset, length, DEPTH_MAX);
    }

    /** As {@link #read(byte[], int, int)}, where less is allowed: {@code depthMax} is from 1 to {@link #DEPTH_MAX}. */
    public static Payload read(byte[] bytes, int offset, int length, int depthMax) {
        Payload payload = new Payload();
        if (!Utf8.isText(bytes, offset, length)) {
            // The parser would guess UTF-16 and UTF-32, and takes an overlong slash for a slash.
            return payload.refuse(Refusal.JSON_MALFORMED, "not UTF-8");
        }
        try (JsonParser parser = BY_DEPTH[depthMax].createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return payload.refuse(Refusal.JSON_MALFORMED, "an object was expected");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                readMember(parser, payload);
            }
            return parser.nextToken() == null
                    ? payload
                    : payload.refuse(Refusal.JSON_MALFORMED, "something follows the object");
        } catch (StreamConstraintsException e) {
            return payload.refuse(constraint(e), "beyond a limit of the parser");
        } catch (IOException e) {
            return payload.refuse(Refusal.JSON_MALFORMED, "not JSON");
        }
    }

    private static void readMember(JsonParser parser, Payload payload) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        WireField field = WireField.ofName(name);
        if (field == null && name.equals("properties") && token == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String property = parser.currentName();
                parser.nextToken();
                String value = value(parser, payload);
                if (value != null) {
                    checkName(property, payload);
                    putProperty(property, value, payload);
                }
            }
            return;
        }
        String value = value(parser, payload);
        if (value == null) {
            return;
        }
        if (field != null) {
            String text = Utf8.wellFormed(value);
            payload.putField(field, text, text.equals(value));
        } else {
            checkName(name, payload);
            boolean isPrefixed = name.startsWith(WireField.PROPERTY_PREFIX);
            putProperty(isPrefixed ? name.substring(WireField.PROPERTY_PREFIX.length()) : name, value, payload);
        }
    }

    private static void putProperty(String name, String value, Payload payload) {
        String text = Utf8.wellFormed(value);
        payload.putProperty(Utf8.wellFormed(name), text, text.equals(value));
    }

    private static void checkName(String name, Payload payload) {
        if (name.indexOf('\0') >= 0) {
            payload.refuse(Refusal.NUL_BYTE, "NUL in a member's name");
        }
    }

    /** The value as text, or none for null. */
    private static @Nullable String value(JsonParser parser, Payload payload) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = token.isStructStart() ? JsonCopy.of(parser) : parser.getText();
        if (text.indexOf('\0') >= 0 || token.isStructStart() && text.contains("\\u0000")) {
            payload.refuse(Refusal.NUL_BYTE, "NUL in a member's value");
        }
        return text;
    }

    private static Refusal constraint(StreamConstraintsException e) {
        return String.valueOf(e.getMessage()).contains("nesting depth")
                ? Refusal.JSON_TOO_DEEP
                : Refusal.EVENT_TOO_LARGE;
    }

    private static Body refused(Refusal why, String detail) {
        return new Body(List.of(), false, why, detail);
    }
}

package dev.firstlight.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firstlight.schema.avro.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event as one JSON object with the names and order of {@link EventColumn}, on one line; what is absent is left out.
 *
 * <p>Decimals are texts ({@code "12.50"}): a JSON number goes through a double in jq, JavaScript and many others, which ends at 15 digits and
 * drops the zero, while ClickHouse, DuckDB and Redshift read a decimal from a text exactly. Whole numbers are numbers. Times are UTC texts
 * as in a row of the warehouse; one before 1970 or after 9999 is a number of epoch milliseconds. {@code properties}, {@code items},
 * {@code product_ids} and {@code warnings} are nested JSON.
 *
 * <p>Threads: any. Reading is total: bytes that are no event are {@link UnreadableException}; names it does not know are passed over.
 */
final class JsonEvent {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(128)
                    .maxStringLength(Topic.EVENTS.recordBytesMax())
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    /** First millisecond of the year 10000. */
    private static final long TIME_END_MS = 253_402_300_800_000L;

    private static final EventColumn[] COLUMNS = EventColumn.values();
    private static final Map<String, EventColumn> BY_NAME = new HashMap<>();
    private static final int[] POSITIONS = new int[COLUMNS.length];
    private static final boolean[] IS_INT = new boolean[COLUMNS.length];
    private static final List<EventColumn> REQUIRED = new ArrayList<>();

    static {
        for (EventColumn column : COLUMNS) {
            Schema.Field field = Event.getClassSchema().getField(column.columnName());
            BY_NAME.put(column.columnName(), column);
            POSITIONS[column.ordinal()] = field.pos();
            IS_INT[column.ordinal()] = field.schema().getType() == Schema.Type.INT;
            if (!field.hasDefaultValue()) {
                REQUIRED.add(column);
            }
        }
    }

    private JsonEvent() {}

    static byte[] write(Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (EventColumn column : COLUMNS) {
                Object value = event.get(POSITIONS[column.ordinal()]);
                if (value != null) {
                    json.writeFieldName(column.columnName());
                    write(column, value, json);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void write(EventColumn column, Object value, JsonGenerator json) throws IOException {
        switch (column.kind()) {
            case TEXT, DECIMAL -> json.writeString(Utf8.wellFormed(String.valueOf(value)));
            case TIME -> writeTime(((Number) value).longValue(), json);
            case LONG -> json.writeNumber(((Number) value).longValue());
            case FLAG -> json.writeBoolean((Boolean) value);
            case JSON -> writeNested(value, json);
        }
    }

    private static void writeTime(long epochMs, JsonGenerator json) throws IOException {
        if (epochMs < 0 || epochMs >= TIME_END_MS) {
            json.writeNumber(epochMs);
        } else {
            json.writeString(TIME.format(
                    LocalDateTime.ofEpochSecond(epochMs / 1_000, (int) (epochMs % 1_000) * 1_000_000, ZoneOffset.UTC)));
        }
    }

    private static void writeNested(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeStringField(
                        Utf8.wellFormed(String.valueOf(member.getKey())),
                        Utf8.wellFormed(String.valueOf(member.getValue())));
            }
            json.writeEndObject();
        } else if (value instanceof List<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                json.writeString(Utf8.wellFormed(String.valueOf(item)));
            }
            json.writeEndArray();
        } else {
            String nested = nested(String.valueOf(value));
            if (nested == null) {
                json.writeString(Utf8.wellFormed(String.valueOf(value)));
            } else {
                json.writeRawValue(nested);
            }
        }
    }

    /** An array or object on one line, its numbers exact; none when the text is neither. */
    private static @Nullable String nested(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || !first.isStructStart()) {
                return null;
            }
            String copy = copyOf(parser);
            return parser.nextToken() == null ? Utf8.wellFormed(copy) : null;
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return null; // the latter two: an exponent that no BigDecimal has
        }
    }

    private static String copyOf(JsonParser parser) throws IOException {
        StringWriter copy = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(copy)) {
            generator.copyCurrentStructureExact(parser);
        }
        return copy.toString();
    }

    static Event read(byte[] bytes) throws UnreadableException {
        Event event = new Event();
        try (JsonParser parser = JSON.createParser(bytes)) {
            boolean[] isThere = new boolean[COLUMNS.length];
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                EventColumn column = BY_NAME.get(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_NULL || column == null) {
                    parser.skipChildren();
                } else {
                    event.put(POSITIONS[column.ordinal()], value(column, parser));
                    isThere[column.ordinal()] = true;
                }
            }
            if (parser.nextToken() != null) {
                throw new UnreadableException(Refusal.RECORD_UNREADABLE, "something follows the object");
            }
            for (EventColumn column : REQUIRED) {
                if (!isThere[column.ordinal()]) {
                    throw new UnreadableException(Refusal.RECORD_UNREADABLE, "without " + column.columnName());
                }
            }
            return event;
        } catch (IOException | DateTimeException | NumberFormatException | ArithmeticException e) {
            throw new UnreadableException(
                    Refusal.RECORD_UNREADABLE, e.getClass().getSimpleName());
        }
    }

    private static Object value(EventColumn column, JsonParser parser) throws IOException, UnreadableException {
        JsonToken token = parser.currentToken();
        return switch (column.kind()) {
            case TEXT, DECIMAL -> scalar(column, parser);
            case LONG -> {
                long number = Long.parseLong(scalar(column, parser));
                yield IS_INT[column.ordinal()] ? (Object) Math.toIntExact(number) : (Object) number;
            }
            case TIME ->
                token == JsonToken.VALUE_NUMBER_INT
                        ? parser.getLongValue()
                        : LocalDateTime.parse(scalar(column, parser), TIME)
                                .toInstant(ZoneOffset.UTC)
                                .toEpochMilli();
            case FLAG -> {
                if (!token.isBoolean()) {
                    throw new UnreadableException(Refusal.RECORD_UNREADABLE, column.columnName() + " is no boolean");
                }
                yield token == JsonToken.VALUE_TRUE;
            }
            case JSON ->
                switch (column) {
                    case PROPERTIES -> members(parser);
                    case WARNINGS -> items(parser);
                    default -> token.isStructStart() ? copyOf(parser) : scalar(column, parser);
                };
        };
    }

    private static String scalar(EventColumn column, JsonParser parser) throws IOException, UnreadableException {
        if (!parser.currentToken().isScalarValue()) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, column.columnName() + " is no scalar");
        }
        return parser.getText();
    }

    private static Map<String, String> members(JsonParser parser) throws IOException, UnreadableException {
        Map<String, String> members = new LinkedHashMap<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "properties are no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, scalar(EventColumn.PROPERTIES, parser));
        }
        return members;
    }

    private static List<String> items(JsonParser parser) throws IOException, UnreadableException {
        List<String> items = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "warnings are no array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(scalar(EventColumn.WARNINGS, parser));
        }
        return items;
    }
}

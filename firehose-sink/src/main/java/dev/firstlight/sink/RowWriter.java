package dev.firstlight.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.avro.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as one line of JSON with the names and order of {@link EventColumn}; what is absent is left out.
 *
 * <p>A value that its column cannot hold would make the warehouse turn away the whole file, so texts are cut to their width (the
 * processor has warned about it), and what is no number, time or JSON is left out; both are counted. Threads: one; the buffer is
 * used again.
 */
final class RowWriter {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(128)
                    .build())
            .build();
    private static final int DECIMAL_SCALE = 4;
    private static final int DECIMAL_INTEGER_DIGITS = 14;

    private static final EventColumn[] COLUMNS = EventColumn.values();
    private static final int[] POSITIONS = positions();

    /** Escaped and encoded once. */
    private static final SerializedString[] NAMES = names();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4_096);
    private final RowTime time = new RowTime();
    private final Meters meters;

    RowWriter(Meters meters) {
        this.meters = meters;
    }

    /** The line, newline-ended. */
    byte[] write(Event event) {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            for (int i = 0; i < COLUMNS.length; i++) {
                Object value = event.get(POSITIONS[i]);
                if (value != null) {
                    write(COLUMNS[i], value, json);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private void write(EventColumn column, Object value, JsonGenerator json) throws IOException {
        SerializedString name = NAMES[column.ordinal()];
        switch (column.kind()) {
            case TEXT -> {
                json.writeFieldName(name);
                json.writeString(cut(String.valueOf(value), column.bytesMax()));
            }
            case TIME -> writeTime(name, ((Number) value).longValue(), json);
            case LONG -> {
                json.writeFieldName(name);
                json.writeNumber(((Number) value).longValue());
            }
            case FLAG -> {
                json.writeFieldName(name);
                json.writeBoolean((Boolean) value);
            }
            case DECIMAL -> writeDecimal(name, String.valueOf(value), json);
            case JSON -> writeJson(name, value, json);
        }
    }

    private String cut(String text, int bytesMax) {
        String cut = Utf8.cut(text, bytesMax);
        if (cut.length() < text.length()) {
            meters.add(SinkMeter.TEXTS_CUT);
        }
        return cut;
    }

    private void writeTime(SerializedString name, long epochMs, JsonGenerator json) throws IOException {
        if (epochMs < 0 || epochMs >= RowTime.END_MS) {
            meters.add(SinkMeter.VALUES_LEFT_OUT);
            return;
        }
        json.writeFieldName(name);
        char[] text = time.text(epochMs);
        json.writeString(text, 0, text.length);
    }

    private void writeDecimal(SerializedString name, String text, JsonGenerator json) throws IOException {
        BigDecimal value = decimal(text);
        if (value == null) {
            meters.add(SinkMeter.VALUES_LEFT_OUT);
            return;
        }
        json.writeFieldName(name);
        json.writeNumber(value.toPlainString());
    }

    /** The number as {@code DECIMAL(18,4)} holds it, rounded here since warehouses differ in it; none when it holds none. */
    static @Nullable BigDecimal decimal(String text) {
        try {
            BigDecimal value = text.length() > 64 ? null : new BigDecimal(text);
            if (value == null || value.precision() - (long) value.scale() > DECIMAL_INTEGER_DIGITS) {
                return null;
            }
            BigDecimal rounded =
                    value.scale() > DECIMAL_SCALE ? value.setScale(DECIMAL_SCALE, RoundingMode.HALF_EVEN) : value;
            return rounded.precision() - rounded.scale() > DECIMAL_INTEGER_DIGITS ? null : rounded;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void writeJson(SerializedString name, Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeFieldName(name);
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeStringField(String.valueOf(member.getKey()), String.valueOf(member.getValue()));
            }
            json.writeEndObject();
        } else if (value instanceof List<?> items) {
            json.writeFieldName(name);
            json.writeStartArray();
            for (Object item : items) {
                json.writeString(String.valueOf(item));
            }
            json.writeEndArray();
        } else {
            String copy = oneLine(String.valueOf(value));
            if (copy == null) {
                meters.add(SinkMeter.VALUES_LEFT_OUT);
            } else {
                json.writeFieldName(name);
                json.writeRawValue(copy);
            }
        }
    }

    /** A JSON text without line breaks, numbers as they were written; none when it is no JSON. */
    private static @Nullable String oneLine(String text) {
        StringWriter copy = new StringWriter(text.length());
        try (JsonParser parser = JSON.createParser(text);
                JsonGenerator generator = JSON.createGenerator(copy)) {
            if (parser.nextToken() == null) {
                return null;
            }
            generator.copyCurrentStructureExact(parser);
            if (parser.nextToken() != null) {
                return null;
            }
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return null; // the latter two: an exponent that no BigDecimal has
        }
        // An escaped half of a surrogate pair is JSON and no text: there and back again makes it a question mark.
        return new String(copy.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static int[] positions() {
        int[] positions = new int[COLUMNS.length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] =
                    Event.getClassSchema().getField(COLUMNS[i].columnName()).pos();
        }
        return positions;
    }

    private static SerializedString[] names() {
        SerializedString[] names = new SerializedString[COLUMNS.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = new SerializedString(COLUMNS[i].columnName());
        }
        return names;
    }
}

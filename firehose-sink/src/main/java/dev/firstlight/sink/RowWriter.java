package dev.firstlight.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
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
 * An event as one line of JSON, in either {@link RowForm}; what is absent is left out.
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

    /** By the ordinal of the column: where the event has it. */
    private static final int[] FIELDS = fields();

    /** Escaped and encoded once; by the ordinal of the column. */
    private static final SerializedString[] NAMES = names();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4_096);
    private final RowTime time = new RowTime();
    private final RowForm form;
    private final EventColumn[] columns;
    private final Meters meters;

    /** Of the row in hand: positions that were passed and hold nothing. */
    private int absent;

    RowWriter(RowForm form, Meters meters) {
        this.form = form;
        this.columns = form == RowForm.NAMES
                ? EventColumn.values()
                : RowPositions.columns().toArray(EventColumn[]::new);
        this.meters = meters;
    }

    /** The line, newline-ended. */
    byte[] write(Event event) {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            if (form == RowForm.NAMES) {
                json.writeStartObject();
                writeColumns(event, json);
                json.writeEndObject();
            } else {
                absent = 0;
                json.writeStartArray();
                writeColumns(event, json);
                json.writeEndArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private void writeColumns(Event event, JsonGenerator json) throws IOException {
        for (EventColumn column : columns) {
            Object value = event.get(FIELDS[column.ordinal()]);
            if (value == null || !write(column, value, event, json)) {
                absent++;
            }
        }
    }

    /** False when nothing was written for it. */
    private boolean write(EventColumn column, Object value, Event event, JsonGenerator json) throws IOException {
        return switch (column.kind()) {
            case TEXT -> writeText(column, String.valueOf(value), event, json);
            case TIME -> writeTime(column, ((Number) value).longValue(), json);
            case LONG -> {
                lead(column, json);
                json.writeNumber(((Number) value).longValue());
                yield true;
            }
            case FLAG -> {
                lead(column, json);
                json.writeBoolean((Boolean) value);
                yield true;
            }
            case DECIMAL -> writeDecimal(column, String.valueOf(value), json);
            case JSON -> writeJson(column, value, json);
        };
    }

    /** What stands before a value: its name, or nulls for the positions that were passed. */
    private void lead(EventColumn column, JsonGenerator json) throws IOException {
        if (form == RowForm.NAMES) {
            json.writeFieldName(NAMES[column.ordinal()]);
            return;
        }
        for (; absent > 0; absent--) {
            json.writeNull();
        }
    }

    private boolean writeText(EventColumn column, String text, Event event, JsonGenerator json) throws IOException {
        String cut = cut(text, column.bytesMax());
        if (column == EventColumn.PAGE_URL && form == RowForm.POSITIONS && cut.equals(urlOfParts(event))) {
            return false;
        }
        lead(column, json);
        json.writeString(cut);
        return true;
    }

    /** As the load puts it together, of parts as they are written. */
    private static @Nullable String urlOfParts(Event event) {
        return RowPositions.pageUrl(part -> {
            Object value = event.get(FIELDS[part.ordinal()]);
            return value == null ? null : Utf8.cut(String.valueOf(value), part.bytesMax());
        });
    }

    private String cut(String text, int bytesMax) {
        String cut = Utf8.cut(text, bytesMax);
        if (cut.length() < text.length()) {
            meters.add(SinkMeter.TEXTS_CUT);
        }
        return cut;
    }

    private boolean writeTime(EventColumn column, long epochMs, JsonGenerator json) throws IOException {
        if (epochMs < 0 || epochMs >= RowTime.END_MS) {
            return leaveOut();
        }
        lead(column, json);
        if (form == RowForm.POSITIONS) {
            json.writeNumber(epochMs);
        } else {
            char[] text = time.text(epochMs);
            json.writeString(text, 0, text.length);
        }
        return true;
    }

    private boolean writeDecimal(EventColumn column, String text, JsonGenerator json) throws IOException {
        BigDecimal value = decimal(text);
        if (value == null) {
            return leaveOut();
        }
        lead(column, json);
        if (form == RowForm.POSITIONS) {
            json.writeString(value.toPlainString());
        } else {
            json.writeNumber(value.toPlainString());
        }
        return true;
    }

    private boolean leaveOut() {
        meters.add(SinkMeter.VALUES_LEFT_OUT);
        return false;
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

    private boolean writeJson(EventColumn column, Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> members) {
            lead(column, json);
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeStringField(String.valueOf(member.getKey()), String.valueOf(member.getValue()));
            }
            json.writeEndObject();
        } else if (value instanceof List<?> items) {
            lead(column, json);
            json.writeStartArray();
            for (Object item : items) {
                json.writeString(String.valueOf(item));
            }
            json.writeEndArray();
        } else {
            String copy = oneLine(String.valueOf(value));
            if (copy == null) {
                return leaveOut();
            }
            lead(column, json);
            json.writeRawValue(copy);
        }
        return true;
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

    private static int[] fields() {
        EventColumn[] columns = EventColumn.values();
        int[] fields = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            fields[i] = Event.getClassSchema().getField(columns[i].columnName()).pos();
        }
        return fields;
    }

    private static SerializedString[] names() {
        EventColumn[] columns = EventColumn.values();
        SerializedString[] names = new SerializedString[columns.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = new SerializedString(columns[i].columnName());
        }
        return names;
    }
}

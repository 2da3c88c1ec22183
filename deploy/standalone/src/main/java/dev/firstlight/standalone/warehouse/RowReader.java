package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON to the values of one row, in either form: an object by names or an array by {@link RowPositions}. Names and positions
 * that are unknown are skipped, as COPY of Redshift does; an absent one is null. What identity and ledger need must be there.
 *
 * <p>One thread; the values are used again for the next line.
 */
final class RowReader {

    private static final EventColumn[] COLUMNS = EventColumn.values();
    private static final EventColumn[] BY_POSITION = RowPositions.columns().toArray(EventColumn[]::new);

    /** Of a time with three digits of a second's fraction. */
    private static final int MILLIS_CHARS = 23;

    static final List<EventColumn> NEEDED =
            List.of(EventColumn.DEDUP_ID, EventColumn.PIXEL_ID, EventColumn.RECEIVED_AT);

    private final JsonFactory json = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private final Map<String, EventColumn> byName = new HashMap<>();
    private final @Nullable Object[] values = new Object[COLUMNS.length];

    RowReader() {
        for (EventColumn column : COLUMNS) {
            byName.put(column.columnName(), column);
        }
    }

    /** A text, a {@code Long} (times in microseconds since 1970), a {@code BigDecimal}, a {@code Boolean}, or nothing. */
    private @Nullable Object value(EventColumn column) {
        return values[column.ordinal()];
    }

    /** Reads the line into the values; answers why it is no row, or nothing when it is one. */
    @Nullable
    String refusal(byte[] line, int length) {
        Arrays.fill(values, null);
        try (JsonParser parser = json.createParser(line, 0, length)) {
            JsonToken beginning = parser.nextToken();
            if (beginning != JsonToken.START_OBJECT && beginning != JsonToken.START_ARRAY) {
                return "no JSON object or array";
            }
            EventColumn misfit =
                    beginning == JsonToken.START_OBJECT ? readNames(parser, line) : readPositions(parser, line);
            if (misfit != null) {
                return misfit.columnName() + ": no " + ColumnReader.expected(misfit);
            }
            if (parser.nextToken() != null) {
                return "something follows the row";
            }
        } catch (IOException e) {
            return "no JSON";
        }
        for (EventColumn column : NEEDED) {
            if (value(column) == null) {
                return column.columnName() + ": absent";
            }
        }
        if (value(EventColumn.PAGE_URL) == null) {
            values[EventColumn.PAGE_URL.ordinal()] = RowPositions.pageUrl(part -> (String) value(part));
        }
        return null;
    }

    /** Answers the column whose value is none of its kind. */
    private @Nullable EventColumn readNames(JsonParser parser, byte[] line) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            EventColumn column = byName.get(name);
            if (!read(column, parser, line)) {
                return column;
            }
        }
        return null;
    }

    private @Nullable EventColumn readPositions(JsonParser parser, byte[] line) throws IOException {
        for (int position = 0; parser.nextToken() != JsonToken.END_ARRAY; position++) {
            EventColumn column = position < COLUMNS.length ? BY_POSITION[position] : null;
            if (!read(column, parser, line)) {
                return column;
            }
        }
        return null;
    }

    /** False when the value is none of the column's kind. */
    private boolean read(@Nullable EventColumn column, JsonParser parser, byte[] line) throws IOException {
        if (column == null) {
            parser.skipChildren();
            return true;
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return true;
        }
        Object value = ColumnReader.read(column, parser, line);
        values[column.ordinal()] = value;
        return value != null;
    }

    /** The values of the line that was read last, by the ordinal of their column; the caller's. */
    @Nullable
    Object[] copy() {
        return values.clone();
    }

    /**
     * {@code 2026-11-22 02:39:02.123} in microseconds since 1970, or nothing. That form, which the sink writes, is read digit by digit: Java's
     * own parser of times took a quarter of what reading a row costs.
     */
    static @Nullable Long micros(String text) {
        Long quick = text.length() == MILLIS_CHARS ? MillisText.micros(text) : null;
        return quick == null ? microsOfAny(text) : quick;
    }

    private static @Nullable Long microsOfAny(String text) {
        if (text.length() < 19 || text.charAt(10) != ' ') {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.parse(text.substring(0, 10) + 'T' + text.substring(11));
            return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.get(ChronoField.MICRO_OF_SECOND);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static boolean isWithin(String text, int bytesMax) {
        return text.length() * 3L <= bytesMax || text.getBytes(StandardCharsets.UTF_8).length <= bytesMax;
    }
}

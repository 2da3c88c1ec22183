package dev.firstlight.standalone.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One JSON value to the value of one column, by its kind. */
final class ColumnReader {

    private static final int DECIMAL_SCALE = 4;
    private static final int DECIMAL_DIGITS_BEFORE_POINT_MAX = 14;

    /** Past this a number is no price, and working it out costs more than it is worth ({@code 1e999999999}). */
    static final int DECIMAL_CHARS_MAX = 64;

    /** The end of year 9999, the last that has four digits, as a time in text has. */
    static final long EPOCH_MS_MAX = 253_402_300_799_999L;

    private static final long MICROS = 1_000;

    private static final JsonFactory JSON = new JsonFactory();

    private ColumnReader() {}

    /** The value at the parser's token, or nothing when it does not fit the column. */
    static @Nullable Object read(EventColumn column, JsonParser parser, byte[] line) throws IOException {
        return switch (column.kind()) {
            case TEXT -> text(parser, column.bytesMax());
            case TIME -> time(parser);
            case LONG -> integer(parser);
            case DECIMAL -> decimal(parser);
            case FLAG -> flag(parser);
            case JSON -> json(parser, line);
        };
    }

    static String expected(EventColumn column) {
        return switch (column.kind()) {
            case TEXT -> "text of at most " + column.bytesMax() + " bytes";
            case TIME -> "time like 2026-11-22 02:39:02.123 or epoch milliseconds";
            case LONG -> "whole number";
            case DECIMAL -> "decimal of at most " + DECIMAL_DIGITS_BEFORE_POINT_MAX + " digits before the point";
            case FLAG -> "true or false";
            case JSON -> "JSON";
        };
    }

    private static @Nullable String text(JsonParser parser, int bytesMax) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            return null;
        }
        String text = parser.getText();
        return RowReader.isWithin(text, bytesMax) ? text : null;
    }

    /** Microseconds since 1970. */
    private static @Nullable Long time(JsonParser parser) throws IOException {
        Long epochMs = integer(parser);
        if (epochMs == null) {
            return parser.currentToken() == JsonToken.VALUE_STRING ? RowReader.micros(parser.getText()) : null;
        }
        return Math.abs(epochMs) > EPOCH_MS_MAX ? null : epochMs * MICROS;
    }

    private static @Nullable Long integer(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return integer(parser.getText());
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
        }
        return parser.getLongValue();
    }

    /** In the one way that a number is written: no sign of plus, no zeros before it. */
    private static @Nullable Long integer(String text) {
        try {
            long value = Long.parseLong(text);
            return String.valueOf(value).equals(text) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Boolean flag(JsonParser parser) throws IOException {
        return switch (parser.getText()) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    /** A number, or a text that is one; more digits after the point than the column has are rounded, as {@code COPY … ROUNDEC} does. */
    private static @Nullable BigDecimal decimal(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        String text = parser.getText();
        if ((!token.isNumeric() && token != JsonToken.VALUE_STRING) || text.length() > DECIMAL_CHARS_MAX) {
            return null;
        }
        try {
            BigDecimal given = new BigDecimal(text);
            if (Math.abs((long) given.scale()) > DECIMAL_CHARS_MAX) {
                return null;
            }
            BigDecimal scaled = given.setScale(DECIMAL_SCALE, RoundingMode.HALF_UP);
            return scaled.precision() - DECIMAL_SCALE <= DECIMAL_DIGITS_BEFORE_POINT_MAX ? scaled : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The bytes of the value as they stand in the line; a text must hold JSON. Its length is bounded by the line's, as in a SUPER. */
    private static @Nullable String json(JsonParser parser, byte[] line) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            return isJson(text) ? text : null;
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (!isPaired(parser)) {
            return null;
        }
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(line, from, to - from, StandardCharsets.UTF_8).strip();
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return parser.nextToken() != null && isPaired(parser) && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Goes over the value at the parser's token. False when a text in it has half a surrogate pair: DuckDB takes such a value into a
     * column and then fails each query that looks into it.
     */
    private static boolean isPaired(JsonParser parser) throws IOException {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
                    && parser.getText().codePoints().anyMatch(ColumnReader::isHalfPair)) {
                return false;
            }
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

package dev.firstlight.stream.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.Warnings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field's text → its value, by the type the wire table gives it. What does not parse is left out with a warning, what is too long is
 * cut with a warning: a bad field never costs the event.
 *
 * <p>Pure; any thread. Failure: none.
 */
final class FieldReader {

    /** What a {@code DECIMAL(18,4)} takes. */
    private static final int DIGITS_BEFORE_POINT_MAX = 14;

    private static final int DIGITS_AFTER_POINT_MAX = 4;

    /** No exponents, and few enough digits that rounding is cheap whatever was sent. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})");

    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,19}");
    private static final Pattern EPOCH_MS = Pattern.compile("\\d{1,13}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonPayload.DEPTH_MAX)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private FieldReader() {}

    /** The value as the event holds it (text, Long, Boolean), or none. */
    static @Nullable Object read(WireField field, String text, Warnings warnings) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        Object value =
                switch (field.type()) {
                    case TYPE, TEXT -> cut(field, text, warnings);
                    case IDENTITY -> cut(field, Identity.normalise(text), warnings);
                    case EPOCH_MS -> EPOCH_MS.matcher(stripped).matches() ? (Object) Long.valueOf(stripped) : null;
                    case INTEGER -> integer(stripped);
                    case DECIMAL -> decimal(field, stripped, warnings);
                    case CURRENCY -> currency(stripped);
                    case JSON -> array(field, stripped);
                    case FLAG -> flag(stripped);
                };
        if (value == null) {
            warnings.add("malformed:" + field.longName());
        }
        return value;
    }

    private static String cut(WireField field, String text, Warnings warnings) {
        String cut = Utf8.cut(text, field.bytesMax());
        if (cut.length() < text.length()) {
            warnings.add("truncated:" + field.longName());
        }
        return cut;
    }

    private static @Nullable Long integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) { // 19 digits may be beyond a long
            return null;
        }
    }

    private static @Nullable String decimal(WireField field, String text, Warnings warnings) {
        if (!DECIMAL.matcher(text).matches()) {
            return null;
        }
        BigDecimal value = new BigDecimal(text);
        if (value.scale() > DIGITS_AFTER_POINT_MAX) {
            BigDecimal rounded = value.setScale(DIGITS_AFTER_POINT_MAX, RoundingMode.HALF_EVEN);
            // Browsers give the pixel ratio with 15 digits as a matter of course; an amount of money rounded is odd.
            if (field == WireField.VALUE && rounded.compareTo(value) != 0) {
                warnings.add("rounded:" + field.longName());
            }
            value = rounded;
        }
        return value.precision() - value.scale() <= DIGITS_BEFORE_POINT_MAX ? value.toPlainString() : null;
    }

    private static @Nullable String currency(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return CURRENCY.matcher(upper).matches() ? upper : null;
    }

    /** A JSON array as it came; it cannot be cut, and a NUL in it would have no place in the warehouse. */
    private static @Nullable String array(WireField field, String text) {
        if (Utf8.length(text) > field.bytesMax() || text.contains("\\u0000")) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            parser.skipChildren();
            return parser.nextToken() == null ? text : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> Boolean.TRUE;
            case "0", "false" -> Boolean.FALSE;
            default -> null;
        };
    }
}

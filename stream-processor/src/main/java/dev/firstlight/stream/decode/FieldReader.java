package dev.firstlight.stream.decode;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.MinorUnits;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Warnings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One field's text → its value, by the type the wire table gives it. What does not parse is left out with a warning: a bad field never costs
 * the event. Texts stay as long as they are ({@link ClientText} says why, and cuts them); identities are cut here, with a warning.
 *
 * <p>Pure; any thread. Failure: none.
 */
final class FieldReader {

    /** What a {@code DECIMAL(18,4)} takes. */
    private static final int DIGITS_BEFORE_POINT_MAX = 14;

    private static final int DIGITS_AFTER_POINT_MAX = 4;

    private static final int EPOCH_MS_DIGITS_MAX = 13;
    private static final int CURRENCY_LETTERS = 3;

    private FieldReader() {}

    /** The value as the event holds it (text, Long, Boolean), or none. */
    static @Nullable Object read(WireField field, String text, Warnings warnings) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        if (field.type() == WireField.Type.CURRENCY && isUnknownCurrency(stripped)) {
            warnings.add("unknown:" + field.longName());
            return null;
        }
        Object value =
                switch (field.type()) {
                    case TEXT -> text;
                    case TYPE -> ClientText.fit(field, text, warnings);
                    case IDENTITY -> ClientText.fit(field, Identity.normalise(text), warnings);
                    case EPOCH_MS -> NumberText.unsigned(stripped, EPOCH_MS_DIGITS_MAX);
                    case INTEGER -> NumberText.integer(stripped);
                    case DECIMAL -> decimal(field, stripped, warnings);
                    case CURRENCY -> currency(stripped);
                    case JSON -> ItemsReader.read(stripped, field.bytesMax());
                    case FLAG -> flag(stripped);
                };
        if (value == null) {
            warnings.add("malformed:" + field.longName());
        }
        return value;
    }

    /** As the event has it in the end, where nothing in it is hidden. */
    static @Nullable Object readFitted(WireField field, String text, Warnings warnings) {
        Object value = read(field, text, warnings);
        return field.type() == WireField.Type.TEXT && value instanceof String said
                ? ClientText.fit(field, said, warnings)
                : value;
    }

    private static @Nullable String decimal(WireField field, String text, Warnings warnings) {
        if (NumberText.isPlain(text, DIGITS_BEFORE_POINT_MAX, DIGITS_AFTER_POINT_MAX)) {
            return text;
        }
        BigDecimal given = NumberText.decimal(text);
        if (given == null) {
            return null;
        }
        BigDecimal value = given.scale() > DIGITS_AFTER_POINT_MAX
                ? given.setScale(DIGITS_AFTER_POINT_MAX, RoundingMode.HALF_EVEN)
                : given;
        if (value.precision() - value.scale() > DIGITS_BEFORE_POINT_MAX) {
            return null;
        }
        // Browsers give the pixel ratio with 15 digits as a matter of course; an amount of money rounded is odd.
        if (field == WireField.VALUE && value.compareTo(given) != 0) {
            warnings.add("rounded:" + field.longName());
        }
        return value.toPlainString();
    }

    private static @Nullable String currency(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return MinorUnits.of(upper) == MinorUnits.UNKNOWN ? null : upper;
    }

    /** Three letters, as every code has, and no code: a typing error, points of a loyalty programme, a coin of a chain. */
    private static boolean isUnknownCurrency(String text) {
        if (text.length() != CURRENCY_LETTERS || currency(text) != null) {
            return false;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.length() == CURRENCY_LETTERS && upper.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static @Nullable Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> Boolean.TRUE;
            case "0", "false" -> Boolean.FALSE;
            default -> null;
        };
    }
}

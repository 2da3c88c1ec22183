package dev.firstlight.standalone.replay;

import dev.firstlight.schema.WireField;
import org.jspecify.annotations.Nullable;

/**
 * {@code --set field=value}: the field by any of its names, or a custom property.
 *
 * @param field none for a custom property
 * @param name the field's long name, or the property's
 */
public record FieldEdit(@Nullable WireField field, String name, String value) {

    /** @throws IllegalArgumentException when the text is no {@code field=value} */
    public static FieldEdit parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("--set takes field=value");
        }
        String name = text.substring(0, equals);
        String value = text.substring(equals + 1);
        WireField field = WireField.ofQueryKey(name);
        if (field != null) {
            return new FieldEdit(field, field.longName(), value);
        }
        boolean isPrefixed = name.startsWith(WireField.PROPERTY_PREFIX);
        return new FieldEdit(null, isPrefixed ? name.substring(WireField.PROPERTY_PREFIX.length()) : name, value);
    }

    /** Whether it changes what an identity is made of. */
    boolean isOfIdentity() {
        return field == WireField.TYPE
                || field == WireField.ID
                || field == WireField.GOAL
                || field == WireField.ORDER_ID;
    }
}

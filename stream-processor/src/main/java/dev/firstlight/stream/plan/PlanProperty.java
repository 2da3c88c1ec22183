package dev.firstlight.stream.plan;

import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one property of a type has to be.
 *
 * @param name a field's long name ({@code value}), else a custom property's; after {@code p.} always the latter, as in a query
 * @param position of the field in {@link Event}, or {@link #CUSTOM}
 */
record PlanProperty(String name, int position, boolean isRequired, ValueRule rule) {

    static final int CUSTOM = -1;

    static PlanProperty of(String name, boolean isRequired, ValueRule rule) {
        return new PlanProperty(name, positionOf(name), isRequired, rule);
    }

    /** False for what decides over an event before the plan is asked: its type, and the id that it is known by. */
    static boolean isPlannable(String name) {
        WireField field = WireField.ofQueryKey(name);
        return field == null || field.longName().equals(name) && positionOf(name) != CUSTOM;
    }

    /** The property's text, or none when it is absent or empty. */
    @Nullable
    String in(Event event) {
        if (position != CUSTOM) {
            Object value = event.get(position);
            return value == null ? null : value.toString();
        }
        String value = event.getProperties().get(customName());
        return value == null || value.isEmpty() ? null : value;
    }

    private String customName() {
        return name.startsWith(WireField.PROPERTY_PREFIX) ? name.substring(WireField.PROPERTY_PREFIX.length()) : name;
    }

    private static int positionOf(String name) {
        WireField field = WireField.ofName(name);
        Schema.Field column = field == null || field == WireField.TYPE
                ? null
                : Event.getClassSchema().getField(field.longName());
        return column == null ? CUSTOM : column.pos();
    }
}

package dev.firstlight.schema;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields and custom properties that a client's bytes carry, read alike by edge and processor: the first of repeated keys wins,
 * values are text as sent (percent-decoded), nothing is checked yet beyond being readable.
 *
 * <p>Bounds: at most {@link WireField#PROPERTIES_MAX} properties of {@link WireField#PROPERTIES_BYTES_MAX} bytes together; what is
 * beyond is left out and named in the warnings. Threads: one.
 */
public final class Payload {

    private final Map<WireField, String> fields = new EnumMap<>(WireField.class);
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<WireField> notText = java.util.EnumSet.noneOf(WireField.class);
    private @Nullable Refusal refusal;
    private String refusalDetail = "";
    private int propertyBytes;

    Payload() {}

    /** Why the bytes are no event, or none. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** What exactly, in our words; never the client's bytes. */
    public String refusalDetail() {
        return refusalDetail;
    }

    public @Nullable String get(WireField field) {
        return fields.get(field);
    }

    /** The value normalised as identities are, or none when it is absent or empty. */
    public @Nullable String normalised(WireField field) {
        String value = fields.get(field);
        if (value == null) {
            return null;
        }
        String normalised = Identity.normalise(value);
        return normalised.isEmpty() ? null : normalised;
    }

    /** True when the value held bytes that are not UTF-8 (they were replaced by U+FFFD). */
    public boolean isNotText(WireField field) {
        return notText.contains(field);
    }

    public Map<WireField, String> fields() {
        return fields;
    }

    /** Custom properties in the order they came. */
    public Map<String, String> properties() {
        return properties;
    }

    public Set<String> warnings() {
        return warnings;
    }

    Payload refuse(Refusal why, String detail) {
        if (refusal == null) {
            refusal = why;
            refusalDetail = detail;
        }
        return this;
    }

    void putField(WireField field, String value, boolean isText) {
        if (fields.putIfAbsent(field, value) != null) {
            warnings.add("repeated:" + field.longName());
        } else if (!isText) {
            notText.add(field);
            warnings.add("not_utf8:" + field.longName());
        }
    }

    void putProperty(String name, String value, boolean isText) {
        if (name.isEmpty()) {
            warnings.add("property_without_name");
            return;
        }
        if (properties.containsKey(name)) {
            warnings.add("repeated_property");
            return;
        }
        int nameBytes = Utf8.length(name);
        int bytes = nameBytes + Utf8.length(value);
        if (nameBytes > WireField.PROPERTY_NAME_BYTES_MAX
                || properties.size() >= WireField.PROPERTIES_MAX
                || propertyBytes + bytes > WireField.PROPERTIES_BYTES_MAX) {
            warnings.add("properties_left_out");
            return;
        }
        propertyBytes += bytes;
        properties.put(name, value);
        if (!isText) {
            warnings.add("not_utf8_property");
        }
    }
}

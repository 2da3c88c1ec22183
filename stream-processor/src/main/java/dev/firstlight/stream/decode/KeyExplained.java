package dev.firstlight.stream.decode;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.Warnings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one key of a query is understood.
 *
 * @param key as it was written, percent-escapes and all
 * @param column the field's long name, {@code properties.<name>}, or empty when it means nothing
 * @param type of the field, lower case, or {@code property}
 * @param value as the event has it, or none when it is left out
 * @param notes what is odd, in the words of the warnings, and what may be meant
 */
public record KeyExplained(
        String key, String column, String type, @Nullable String value, List<String> notes) {

    /** Each pair by the reader of the whole query; what only the whole can know (repeated, too many) is asked of {@code whole}. */
    static List<KeyExplained> all(byte[] query, Payload whole) {
        List<KeyExplained> all = new ArrayList<>();
        Set<String> columns = new HashSet<>();
        for (int at = 0; at <= query.length; at++) {
            int end = at;
            while (end < query.length && query[end] != '&') {
                end++;
            }
            if (end > at) {
                KeyExplained one = of(Arrays.copyOfRange(query, at, end), whole);
                boolean isFirst = one.column.isEmpty() || columns.add(one.column);
                all.add(isFirst ? one : one.without("repeated: the first counts"));
            }
            at = end;
        }
        return all;
    }

    private static KeyExplained of(byte[] pair, Payload whole) {
        String text = new String(pair, StandardCharsets.UTF_8);
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        Payload alone = QueryPayload.read(pair);
        if (alone.refusal() != null) {
            return new KeyExplained(
                    key, "", "", null, List.of(alone.refusal().wireName() + ": " + alone.refusalDetail()));
        }
        if (!alone.fields().isEmpty()) {
            Map.Entry<WireField, String> field =
                    alone.fields().entrySet().iterator().next();
            return field(key, field.getKey(), field.getValue(), alone);
        }
        if (!alone.properties().isEmpty()) {
            Map.Entry<String, String> property =
                    alone.properties().entrySet().iterator().next();
            return property(key, property.getKey(), property.getValue(), alone, whole);
        }
        return new KeyExplained(key, "", "", null, List.copyOf(alone.warnings()));
    }

    private static KeyExplained field(String key, WireField field, String text, Payload alone) {
        Warnings warnings = new Warnings();
        alone.warnings().forEach(warnings::add);
        Object value = FieldReader.readFitted(field, text, warnings);
        List<String> notes = warnings.list();
        if (field == WireField.ORDER_ID && value != null && !Identity.isUsableOrderId(value.toString())) {
            notes.add("a placeholder, no order id: kept, not an identity");
        }
        return new KeyExplained(
                key,
                field.longName(),
                field.type().name().toLowerCase(Locale.ROOT),
                value == null ? null : value.toString(),
                notes);
    }

    private static KeyExplained property(String key, String name, String text, Payload alone, Payload whole) {
        List<String> notes = new ArrayList<>(alone.warnings());
        String meant = NearMiss.of(name);
        if (meant != null) {
            notes.add("near_miss:" + meant);
        }
        boolean isKept = whole.properties().containsKey(name);
        if (!isKept && !notes.contains("properties_left_out")) {
            notes.add("properties_left_out");
        }
        return new KeyExplained(key, "properties." + name, "property", isKept ? text : null, notes);
    }

    private KeyExplained without(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new KeyExplained(key, column, type, null, more);
    }
}

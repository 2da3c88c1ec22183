package dev.firstlight.stream.decode;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.MinorUnits;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.event.HeaderText;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Warnings;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A raw event and the fields of its payload → the event, without enrichments. Driven by the wire table: a field's long name is the
 * event's field. Pure; any thread.
 */
final class EventDecoder {

    /** Position in {@link Event} of every wire field that is taken over as it is. */
    private static final Map<WireField, Integer> POSITIONS = positions();

    private EventDecoder() {}

    /** All of it but for the warnings, which travel beside it until the end. */
    static Event decode(RawEvent raw, Payload payload, String type, Origin origin, Warnings warnings) {
        Event event = new Event();
        event.setDedupId(DedupId.of(raw.getDedupId().bytes()).hex());
        event.setIdentity(raw.getIdentity().name().toLowerCase(Locale.ROOT));
        event.setEventId(raw.getEventId());
        event.setType(type);
        event.setPixelId(raw.getPixelId());
        event.setSite(raw.getSite());
        event.setReceivedAt(raw.getReceivedAt());
        event.setProperties(payload.properties());
        event.setWarnings(List.of());
        event.setRawPartition(origin.partition());
        event.setRawOffset(origin.offset());
        event.setRawIndex(origin.index());
        payload.warnings().forEach(warnings::add);
        readFields(payload, event, warnings);
        fillFromRequest(raw, event, warnings);
        event.setOccurredAt(
                ClientTime.occurredAt(raw.getReceivedAt(), event.getCreatedAt(), event.getSentAt(), warnings));
        warnAboutOrder(raw, event, warnings);
        warnAboutMinorUnits(event, warnings);
        warnAboutNames(payload, warnings);
        return event;
    }

    private static void readFields(Payload payload, Event event, Warnings warnings) {
        payload.fields().forEach((field, text) -> {
            Integer position = POSITIONS.get(field);
            Object value = position == null ? null : FieldReader.read(field, text, warnings);
            if (position != null && value != null) {
                event.put(position, value);
            }
        });
    }

    /** What the request itself said where the client's fields do not. */
    private static void fillFromRequest(RawEvent raw, Event event, Warnings warnings) {
        if (event.getPageUrl() == null) {
            event.setPageUrl(text(WireField.PAGE_URL, HeaderText.of(raw.getReferer()), warnings));
        }
        if (event.getLanguage() == null) {
            String first = HeaderText.firstLanguage(raw.getAcceptLanguage());
            event.setLanguage(text(WireField.LANGUAGE, first, warnings));
        }
        event.setGpc(event.getGpc() || raw.getGpc());
    }

    private static @Nullable String text(WireField field, @Nullable String text, Warnings warnings) {
        return text == null ? null : (String) FieldReader.read(field, text, warnings);
    }

    /** A conversion that says an order id and is not identified by it: its template was not filled in, and reloads count again. */
    private static void warnAboutOrder(RawEvent raw, Event event, Warnings warnings) {
        boolean hasUnusedOrder = event.getType().equals(Identity.CONVERSION)
                && event.getOrderId() != null
                && raw.getIdentity() == IdentityKind.EVENT;
        if (hasUnusedOrder) {
            warnings.add("order_id_placeholder");
        }
    }

    /** 9.999 euros or 100.50 yen are kept as they are; somebody divides or multiplies where they should not. */
    private static void warnAboutMinorUnits(Event event, Warnings warnings) {
        String value = event.getValue();
        String currency = event.getCurrency();
        int point = value == null ? -1 : value.indexOf('.');
        if (value == null || currency == null || point < 0) {
            return;
        }
        int last = value.length() - 1;
        while (value.charAt(last) == '0') {
            last--;
        }
        int units = MinorUnits.of(currency);
        if (units >= 0 && last - point > units) {
            warnings.add("minor_units:value");
        }
    }

    private static void warnAboutNames(Payload payload, Warnings warnings) {
        for (String property : payload.properties().keySet()) {
            String known = NearMiss.of(property);
            if (known != null) {
                warnings.add("near_miss:" + known);
            }
        }
    }

    private static Map<WireField, Integer> positions() {
        Map<WireField, Integer> positions = new EnumMap<>(WireField.class);
        for (WireField wire : WireField.values()) {
            Schema.Field field = Event.getClassSchema().getField(wire.longName());
            if (field != null && wire != WireField.TYPE) {
                positions.put(wire, field.pos());
            }
        }
        return positions;
    }
}

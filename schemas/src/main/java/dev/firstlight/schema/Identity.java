package dev.firstlight.schema;

import dev.firstlight.schema.avro.IdentityKind;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes two events the same: the order for a conversion with a usable order id, else the event id.
 *
 * <p>So a reloaded thank-you page or two tags of one site on one page count once, and the same id at two pixels is two events. The
 * edge decides it once and writes it into the raw event; nobody downstream computes it again.
 */
public record Identity(IdentityKind kind, DedupId dedupId) {

    /** The type whose order id is its identity. */
    public static final String CONVERSION = "conversion";

    /** What a conversion with an order id achieved when it does not say. */
    public static final String GOAL_DEFAULT = "purchase";

    /** What broken templates and half-loaded shops send in place of an order id, lower-cased. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "0",
            "-1",
            "null",
            "undefined",
            "none",
            "nil",
            "nan",
            "n/a",
            "na",
            "false",
            "true",
            "unknown",
            "[object object]",
            "order_id",
            "orderid",
            "order-id",
            "oid",
            "xxx",
            "test_order_id");

    /** All but {@code goal} and {@code orderId} must be there; all normalised. */
    public static Identity of(
            String type, String pixel, String site, String eventId, @Nullable String goal, @Nullable String orderId) {
        if (type.equals(CONVERSION) && orderId != null && isUsableOrderId(orderId)) {
            return new Identity(IdentityKind.ORDER, DedupId.ofOrder(site, goal == null ? GOAL_DEFAULT : goal, orderId));
        }
        return new Identity(IdentityKind.EVENT, DedupId.ofEvent(pixel, eventId));
    }

    /** NFC without white space around it: what is hashed. Answers the empty string for "nothing there". */
    public static String normalise(String value) {
        String stripped = value.strip();
        return Normalizer.isNormalized(stripped, Normalizer.Form.NFC)
                ? stripped
                : Normalizer.normalize(stripped, Normalizer.Form.NFC);
    }

    /** False for what is no order id: placeholders of templates and of undefined variables. */
    public static boolean isUsableOrderId(String orderId) {
        String lower = orderId.toLowerCase(Locale.ROOT);
        return !lower.isEmpty()
                && !PLACEHOLDERS.contains(lower)
                && !isTemplate(lower)
                && !lower.chars().allMatch(c -> c == '0');
    }

    /** A template variable that was never filled in: <code>{{order_id}}</code>, {@code ${id}}, {@code %ORDER%}, {@code [order]}, {@code <%= id %>}. */
    private static boolean isTemplate(String text) {
        return text.startsWith("{") && text.endsWith("}")
                || text.startsWith("${")
                || text.startsWith("<%")
                || text.startsWith("%%")
                || text.startsWith("[") && text.endsWith("]")
                || text.length() > 2 && text.startsWith("%") && text.endsWith("%");
    }
}

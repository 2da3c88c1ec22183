package dev.firstlight.stream.enrich.commerce;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.stream.event.Warnings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sums up items. A quantity that is missing is one. What cannot be read makes the sums that need it absent and is named in the warnings:
 *
 * <ul>
 *   <li>{@code malformed:item_count}: a quantity is no number, or their sum no whole one
 *   <li>{@code malformed:items_value}: a price or a quantity is no number, or the sum too large for its column
 *   <li>{@code incomplete:items_value}: some items have a price and others none; where none has, the value is absent without a word
 * </ul>
 *
 * <p>Bounds: the widths of the columns; numbers of 32 characters. One event; one thread.
 */
final class ItemTotals {

    private static final BigInteger COUNT_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final Warnings warnings;
    private final Set<String> seen = new HashSet<>();
    private final StringBuilder productIds = new StringBuilder();
    private BigDecimal quantities = BigDecimal.ZERO;
    private BigDecimal value = BigDecimal.ZERO;
    private boolean hasOddQuantity;
    private boolean hasOddPrice;
    private int priced;
    private int items;
    private int productIdsBytes = "[]".length();

    ItemTotals(Warnings warnings) {
        this.warnings = warnings;
    }

    void add(ItemFields item) {
        items++;
        String quantityText = item.quantity();
        BigDecimal quantity = quantityText == null ? BigDecimal.ONE : DecimalText.read(quantityText);
        hasOddQuantity |= quantity == null;
        quantities = quantity == null ? quantities : quantities.add(quantity);
        String priceText = item.price();
        if (priceText != null) {
            priced++;
            BigDecimal price = DecimalText.read(priceText);
            hasOddPrice |= price == null || quantity == null;
            value = price == null || quantity == null ? value : value.add(price.multiply(quantity));
        }
        if (item.id() != null) {
            addId(item.id());
        }
    }

    /** Something that is no item. */
    void addNone() {
        items++;
        hasOddQuantity = true;
    }

    /** Or none. */
    @Nullable
    Long count() {
        BigDecimal whole = quantities.stripTrailingZeros();
        boolean isCount = !hasOddQuantity
                && whole.scale() <= 0
                && whole.toBigInteger().abs().compareTo(COUNT_MAX) <= 0;
        if (!isCount) {
            warnings.add("malformed:item_count");
        }
        return isCount ? whole.longValueExact() : null;
    }

    /** Or none. */
    @Nullable
    String value() {
        if (priced == 0) {
            return null;
        }
        if (priced < items) {
            warnings.add("incomplete:items_value");
            return null;
        }
        BigDecimal fitting = hasOddPrice ? null : DecimalText.fit(value, DecimalText.AFTER_POINT_MAX);
        if (fitting == null) {
            warnings.add("malformed:items_value");
            return null;
        }
        if (fitting.compareTo(value) != 0) {
            warnings.add("rounded:items_value");
        }
        return fitting.toPlainString();
    }

    /** A JSON array as text, or none. */
    @Nullable
    String productIds() {
        return productIds.isEmpty()
                ? null
                : productIds.insert(0, '[').append(']').toString();
    }

    private void addId(String given) {
        String id = Utf8.cut(given, WireField.PRODUCT_ID.bytesMax());
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(id));
        int bytes = Utf8.length(quoted) + "\"\",".length();
        boolean isCut = id.length() < given.length();
        if (given.indexOf('\0') < 0 && seen.add(id)) {
            if (productIdsBytes + bytes > EventColumn.PRODUCT_IDS.bytesMax()) {
                isCut = true;
            } else {
                productIdsBytes += bytes;
                productIds
                        .append(productIds.isEmpty() ? "\"" : ",\"")
                        .append(quoted)
                        .append('"');
            }
        }
        if (isCut) {
            warnings.add("truncated:product_ids");
        }
    }
}

package dev.firstlight.stream.enrich.commerce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.io.IOException;

/**
 * {@code item_count}, {@code items_value} and {@code product_ids} of {@code items}: an array of objects with id, quantity and price, or of
 * ids alone.
 *
 * <p>Bounds: the width of {@code items}, which decoding has checked. Threads: any. Failure: what is no JSON array leaves all three absent
 * with the warning {@code malformed:items}; see {@link ItemTotals} for what a single item can lack.
 */
final class ItemsEnrichment implements Enrichment {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(
                    JsonFactory.Feature
                            .CANONICALIZE_FIELD_NAMES) // names are the client's, and a table of them would grow
            .build();

    @Override
    public String name() {
        return "items";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String items = event.getItems();
        if (items == null) {
            return;
        }
        ItemTotals totals = new ItemTotals(warnings);
        try (JsonParser parser = JSON.createParser(items)) {
            if (!read(parser, totals)) {
                warnings.add("malformed:items");
                return;
            }
        } catch (IOException e) {
            warnings.add("malformed:items");
            return;
        }
        event.setItemCount(totals.count());
        event.setItemsValue(totals.value());
        event.setProductIds(totals.productIds());
    }

    private static boolean read(JsonParser parser, ItemTotals totals) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return false;
        }
        ItemFields item = new ItemFields();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                return false;
            }
            item.clear();
            if (token == JsonToken.START_OBJECT) {
                item.read(parser);
                totals.add(item);
            } else if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                item.isOnlyId(parser.getText());
                totals.add(item);
            } else {
                parser.skipChildren();
                totals.addNone();
            }
        }
        return parser.nextToken() == null;
    }
}

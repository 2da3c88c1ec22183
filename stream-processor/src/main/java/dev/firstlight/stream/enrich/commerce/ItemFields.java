package dev.firstlight.stream.enrich.commerce;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one item says that is summed up, as text; the first of repeated members counts. One thread; used for one item after another. */
final class ItemFields {

    /** In use: ours and the wire table's, GA4's, older tag managers'; the first of this list that is there counts. */
    private static final List<String> ID_NAMES = List.of("id", "item_id", "product_id", "sku");

    private static final String NO_NUMBER = "?";

    private int idRank;
    private @Nullable String id;
    private @Nullable String quantity;
    private @Nullable String price;

    void clear() {
        idRank = ID_NAMES.size();
        id = null;
        quantity = null;
        price = null;
    }

    void isOnlyId(String text) {
        id = text;
    }

    /** The object that the parser stands in. */
    void read(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                take(name, parser.getText());
            } else if (token != JsonToken.VALUE_NULL) {
                parser.skipChildren();
                takeUnreadable(name);
            }
        }
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    String quantity() {
        return quantity;
    }

    @Nullable
    String price() {
        return price;
    }

    private void take(String name, String text) {
        switch (name) {
            case "quantity", "qty" -> quantity = quantity == null ? text : quantity;
            case "price" -> price = price == null ? text : price;
            default -> takeId(name, text);
        }
    }

    private void takeId(String name, String text) {
        int rank = ID_NAMES.indexOf(name);
        if (rank >= 0 && rank < idRank && !text.isBlank()) {
            idRank = rank;
            id = text.strip();
        }
    }

    /** An array, an object or a flag where a number should be is no number, rather than missing. */
    private void takeUnreadable(String name) {
        switch (name) {
            case "quantity", "qty", "price" -> take(name, NO_NUMBER);
            default -> {}
        }
    }
}

package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RowPositionsTest {

    @Test
    void shouldGiveEveryColumnOnePosition() {
        assertThat(RowPositions.columns()).containsExactlyInAnyOrder(EventColumn.values());
        for (int i = 0; i < RowPositions.columns().size(); i++) {
            assertThat(RowPositions.of(RowPositions.columns().get(i))).isEqualTo(i);
        }
    }

    /** Objects in somebody's bucket are read by these: a line of the file may never change, a new column adds one at its end. */
    @Test
    void shouldNeverMoveAColumnThatHasAPosition() throws IOException {
        List<String> given;
        try (InputStream file =
                Objects.requireNonNull(RowPositionsTest.class.getResourceAsStream("row-positions.txt"))) {
            given = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }

        assertThat(RowPositions.columns().stream().map(EventColumn::columnName).toList())
                .as("row-positions.txt has the positions that were given; add new columns to its end")
                .isEqualTo(given);
    }

    @Test
    void shouldPutAUrlTogetherOfTheParts() {
        Map<EventColumn, String> parts = Map.of(
                EventColumn.PAGE_SCHEME, "https",
                EventColumn.PAGE_HOST, "shop.example",
                EventColumn.PAGE_PATH, "/a b",
                EventColumn.PAGE_QUERY, "q=1",
                EventColumn.PAGE_FRAGMENT, "top");

        assertThat(RowPositions.pageUrl(parts::get)).isEqualTo("https://shop.example/a b?q=1#top");
        assertThat(RowPositions.pageUrl(Map.of(EventColumn.PAGE_SCHEME, "https", EventColumn.PAGE_HOST, "x")::get))
                .isEqualTo("https://x");
        assertThat(RowPositions.pageUrl(Map.of(EventColumn.PAGE_SCHEME, "https")::get))
                .isNull();
    }
}

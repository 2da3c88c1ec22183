package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The warehouse's columns against the wire table. */
final class EventColumnTest {

    private final Map<String, EventColumn> columns = new HashMap<>();

    EventColumnTest() {
        Arrays.stream(EventColumn.values()).forEach(column -> columns.put(column.columnName(), column));
    }

    @Test
    void shouldHaveAColumnForEveryFieldAsWideAsTheField() {
        for (WireField field : WireField.values()) {
            String name = field == WireField.ID ? "event_id" : field.longName();
            EventColumn column = Objects.requireNonNull(columns.get(name), name);

            assertThat(column.kind()).as(name).isEqualTo(kindOf(field));
            if (column.bytesMax() > 0) {
                assertThat(column.bytesMax()).as(name).isEqualTo(field.bytesMax());
            }
        }
    }

    @Test
    void shouldHoldAllCustomProperties() {
        assertThat(EventColumn.PROPERTIES.bytesMax()).isEqualTo(WireField.PROPERTIES_BYTES_MAX);
    }

    @Test
    void shouldGiveTextsAndJsonAWidthAndOthersNone() {
        for (EventColumn column : EventColumn.values()) {
            boolean isWide = column.kind() == EventColumn.Kind.TEXT || column.kind() == EventColumn.Kind.JSON;
            assertThat(column.bytesMax() > 0).as(column.columnName()).isEqualTo(isWide);
        }
    }

    @Test
    void shouldStayWithinRedshiftsGreatestText() {
        for (EventColumn column : EventColumn.values()) {
            assertThat(column.bytesMax()).as(column.columnName()).isLessThanOrEqualTo(65_535);
        }
        assertThat(EventColumn.PAGE_URL.redshiftType()).isEqualTo("VARCHAR(4096)");
        assertThat(EventColumn.ITEMS.redshiftType()).isEqualTo("SUPER");
        assertThat(EventColumn.ITEMS.duckdbType()).isEqualTo("JSON");
    }

    private static EventColumn.Kind kindOf(WireField field) {
        return switch (field.type()) {
            case TYPE, IDENTITY, TEXT, CURRENCY -> EventColumn.Kind.TEXT;
            case EPOCH_MS -> EventColumn.Kind.TIME;
            case INTEGER -> EventColumn.Kind.LONG;
            case DECIMAL -> EventColumn.Kind.DECIMAL;
            case JSON -> EventColumn.Kind.JSON;
            case FLAG -> EventColumn.Kind.FLAG;
        };
    }
}

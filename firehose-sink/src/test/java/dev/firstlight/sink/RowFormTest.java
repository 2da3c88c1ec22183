package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import dev.firstlight.schema.avro.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows without names. What both forms share is tested with {@link RowWriterTest}. */
final class RowFormTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Meters meters = new Meters("sink", SinkMeter.class);
    private final RowWriter writer = new RowWriter(RowForm.POSITIONS, meters);

    @Test
    void shouldWriteABareEventAsOneLineThatEndsWithItsLastValue() {
        assertThat(line(Events.bare("a").build()))
                .isEqualTo("[\"00112233445566778899aabbccddeeff\",\"event\",\"a\",\"page_view\",\"12345\",\"shop\","
                        + "1795315142123,1795315142123" + ",null".repeat(29) + ",false,false,false,{}"
                        + ",null".repeat(3) + ",false,null,[],3,17,0]\n");
    }

    @Test
    void shouldWriteEachValueAtItsPositionAndNothingForWhatIsAbsentBehind() throws IOException {
        JsonNode row = row(Events.bare("a")
                .setUserId("u-1")
                .setValue("12345678901234.5678")
                .setItems("[{\"id\":\"a\"}]")
                .setCreatedAt(7L)
                .setSequence(42L)
                .build());

        assertThat(at(row, EventColumn.USER_ID)).isEqualTo(JSON.readTree("\"u-1\""));
        assertThat(at(row, EventColumn.VALUE)).isEqualTo(JSON.readTree("\"12345678901234.5678\""));
        assertThat(at(row, EventColumn.ITEMS)).isEqualTo(JSON.readTree("[{\"id\":\"a\"}]"));
        assertThat(at(row, EventColumn.CREATED_AT)).isEqualTo(JSON.readTree("7"));
        assertThat(at(row, EventColumn.SEQUENCE)).isEqualTo(JSON.readTree("42"));
        assertThat(at(row, EventColumn.ORDER_ID).isNull()).isTrue();
        assertThat(row).hasSize(RowPositions.of(EventColumn.ITEMS) + 1);
    }

    @Test
    void shouldLeaveOutAnUrlThatItsPartsSay() throws IOException {
        Event.Builder event = Events.bare("a")
                .setPageScheme("https")
                .setPageHost("shop.example")
                .setPagePath("/a")
                .setPageQuery("q=ü");

        assertThat(row(event.setPageUrl("https://shop.example/a?q=ü").build()))
                .hasSize(RowPositions.of(EventColumn.RAW_INDEX) + 1);
        assertThat(at(row(event.setPageUrl("https://shop.example:8443/a?q=ü").build()), EventColumn.PAGE_URL)
                        .asText())
                .isEqualTo("https://shop.example:8443/a?q=ü");
    }

    @Test
    void shouldKeepThePositionsBehindAValueThatItsColumnCannotHold() throws IOException {
        JsonNode row = row(Events.bare("a")
                .setCreatedAt(-1L)
                .setSentAt(9L)
                .setValue("NaN")
                .setCurrency("EUR")
                .build());

        assertThat(at(row, EventColumn.CREATED_AT).isNull()).isTrue();
        assertThat(at(row, EventColumn.SENT_AT).asLong()).isEqualTo(9);
        assertThat(at(row, EventColumn.VALUE).isNull()).isTrue();
        assertThat(at(row, EventColumn.CURRENCY).asText()).isEqualTo("EUR");
        assertThat(meters.count(SinkMeter.VALUES_LEFT_OUT)).isEqualTo(2);
    }

    private static JsonNode at(JsonNode row, EventColumn column) {
        return row.get(RowPositions.of(column));
    }

    private JsonNode row(Event event) throws IOException {
        return JSON.readTree(line(event));
    }

    private String line(Event event) {
        return new String(writer.write(event), StandardCharsets.UTF_8);
    }
}

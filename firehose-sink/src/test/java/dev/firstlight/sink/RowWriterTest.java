package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RowWriterTest {

    private final Meters meters = new Meters("sink", SinkMeter.class);
    private final RowWriter writer = new RowWriter(RowForm.NAMES, meters);

    @Test
    void shouldWriteABareEventAsOneLineWithoutWhatIsAbsent() {
        String line = write(Events.bare("a").build());

        assertThat(line)
                .isEqualTo(
                        "{\"dedup_id\":\"00112233445566778899aabbccddeeff\",\"identity\":\"event\",\"event_id\":\"a\","
                                + "\"type\":\"page_view\",\"pixel_id\":\"12345\",\"site\":\"shop\","
                                + "\"received_at\":\"2026-11-22 02:39:02.123\",\"occurred_at\":\"2026-11-22 02:39:02.123\","
                                + "\"gpc\":false,\"test\":false,\"internal\":false,\"properties\":{},\"bot\":false,\"warnings\":[],"
                                + "\"raw_partition\":3,\"raw_offset\":17,\"raw_index\":0}\n");
    }

    @Test
    void shouldWriteEveryColumnOnceAndInOrderWhenAllIsThere() throws IOException {
        String line = write(full());

        List<String> columns =
                Arrays.stream(EventColumn.values()).map(EventColumn::columnName).toList();
        assertThat(names(line)).isEqualTo(columns);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(meters.count(SinkMeter.VALUES_LEFT_OUT)).isZero();
    }

    @Test
    void shouldWriteNumbersTimesFlagsAndNestedJsonAsWhatTheyAre() {
        String line = write(full());

        assertThat(line)
                .contains("\"created_at\":\"1970-01-01 00:00:00.007\"")
                .contains("\"sequence\":42")
                .contains("\"pixel_ratio\":1.3333")
                .contains("\"value\":12345678901234.5678")
                .contains("\"items\":[{\"id\":\"a\",\"price\":1.10},{\"n\":1e2,\"s\":\"\\n\"}]"
                        .replace("1e2", new BigDecimal("1e2").toString()))
                .contains("\"properties\":{\"company\":\"Curalate\",\"ü\":\"\\\"1\\\"\"}")
                .contains("\"warnings\":[\"cut:page_title\"]")
                .contains("\"gpc\":true,\"test\":true");
    }

    @Test
    void shouldCutTextsToTheWidthOfTheirColumnBetweenCharacters() {
        String line = write(Events.bare("a").setLanguage("é".repeat(30)).build());

        assertThat(line).contains("\"language\":\"" + "é".repeat(17) + "\"");
        assertThat(meters.count(SinkMeter.TEXTS_CUT)).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatItsColumnCannotHold() {
        Event event = Events.bare("a")
                .setValue("NaN")
                .setPixelRatio("100000000000000")
                .setItems("[1,")
                .setCreatedAt(-1L)
                .setSentAt(253_402_300_800_000L)
                .build();

        String line = write(event);

        assertThat(line)
                .doesNotContain("\"value\"")
                .doesNotContain("pixel_ratio")
                .doesNotContain("items")
                .doesNotContain("created_at")
                .doesNotContain("sent_at");
        assertThat(meters.count(SinkMeter.VALUES_LEFT_OUT)).isEqualTo(5);
    }

    @Test
    void shouldKeepARowOneLineAndTextWhateverItemsCarry() throws IOException {
        for (String items : List.of("[\n1\r\n]", "[\"\\ud800\"]", "\"\\u2028\"", "[1e999999999]", "{} {}", "", "nul")) {
            String line = write(Events.bare("a").setItems(items).build());

            assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
            assertThat(line.indexOf('\r')).isEqualTo(-1);
            assertThat(names(line)).startsWith("dedup_id").endsWith("raw_index");
        }
    }

    @Test
    void shouldRoundDecimalsToWhatTheColumnHolds() {
        assertThat(RowWriter.decimal("1.33335")).isEqualTo("1.3334");
        assertThat(RowWriter.decimal("99999999999999.9999")).isEqualTo("99999999999999.9999");
        assertThat(RowWriter.decimal("99999999999999.99999")).isNull();
        assertThat(RowWriter.decimal("1e15")).isNull();
        assertThat(RowWriter.decimal("1e-400")).isEqualByComparingTo("0");
        assertThat(RowWriter.decimal("-0.5")).isEqualTo("-0.5");
        assertThat(RowWriter.decimal("1e2147483647")).isNull();
        assertThat(RowWriter.decimal("1,5")).isNull();
        assertThat(RowWriter.decimal("")).isNull();
    }

    private String write(Event event) {
        return new String(writer.write(event), StandardCharsets.UTF_8);
    }

    /** An event in which no column is absent. */
    private static Event full() {
        Event event = Events.bare("full")
                .setSequence(42L)
                .setPixelRatio("1.3333333")
                .setValue("12345678901234.5678")
                .setItems("[ {\"id\":\"a\",\n\"price\":1.10}, {\"n\":1e2,\"s\":\"\\n\"} ]")
                .setProperties(new TreeMap<>(Map.of("company", "Curalate", "ü", "\"1\"")))
                .setWarnings(List.of("cut:page_title"))
                .setGpc(true)
                .setTest(true)
                .build();
        for (EventColumn column : EventColumn.values()) {
            int position = Event.getClassSchema().getField(column.columnName()).pos();
            switch (column.kind()) {
                case TEXT -> event.put(position, "x");
                case TIME -> event.put(position, 7L);
                case LONG, DECIMAL, FLAG, JSON -> {
                    if (event.get(position) == null) {
                        event.put(position, filling(column.kind()));
                    }
                }
            }
        }
        return event;
    }

    private static Object filling(EventColumn.Kind kind) {
        return switch (kind) {
            case LONG -> 42L;
            case DECIMAL -> "1.5";
            case FLAG -> true;
            case JSON -> "[]";
            case TEXT, TIME -> throw new IllegalArgumentException(kind.name());
        };
    }

    private static List<String> names(String line) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return names;
    }
}

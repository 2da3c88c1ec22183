package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonPayloadTest {

    private static final int EVENTS_MAX = 3;

    @Test
    void shouldFindOneEventWhereItStands() {
        assertThat(slices("{\"type\":\"click\"}")).containsExactly("{\"type\":\"click\"}");
        assertThat(slices(" \n{ \"ü\" : {\"é\":[1]} } \n")).containsExactly("{ \"ü\" : {\"é\":[1]} }");
        assertThat(slices("{}")).containsExactly("{}");
    }

    @Test
    void shouldFindTheEventsOfABatchToTheByteWhateverStandsBetweenThem() {
        String body =
                "{\"ünicode\":\"日本語\", \"events\" :\n[ {\"id\":\"é\"} ,{\"id\":\"b\",\"items\":[{\"x\":\"}\"}]},\t{}],\"after\":[{}]}";

        assertThat(slices(body)).containsExactly("{\"id\":\"é\"}", "{\"id\":\"b\",\"items\":[{\"x\":\"}\"}]}", "{}");
        assertThat(body(body).isBatch()).isTrue();
        assertThat(slices("{\"events\":[]}")).isEmpty();
    }

    @Test
    void shouldCutTheSameEventsThatWereJoined() {
        Seeded.repeat(300, random -> {
            StringBuilder joined = new StringBuilder("{\"events\":[");
            List<String> events = new ArrayList<>();
            for (int i = random.nextInt(EVENTS_MAX + 1); i > 0; i--) {
                String event = "{" + " ".repeat(random.nextInt(3)) + "\"id\" :\""
                        + "ü日\\u00e9{\\\"".repeat(random.nextInt(4)) + "\"}";
                joined.append(events.isEmpty() ? "" : ",")
                        .append("\n".repeat(random.nextInt(2)))
                        .append(event);
                events.add(event);
            }

            assertThat(slices(joined + "]}")).isEqualTo(events);
        });
    }

    @Test
    void shouldRefuseWhatIsNoEventAndNoBatch() {
        for (String body : List.of(
                "",
                " ",
                "[]",
                "1",
                "null",
                "{",
                "{\"a\":1",
                "{} {}",
                "{}x",
                "{\"events\":[1]}",
                "{\"events\":[{},null]}",
                "{a:1}",
                "{\"a\":01}",
                "{\"events\":[{}")) {
            assertThat(body(body).refusal()).as(body).isEqualTo(Refusal.JSON_MALFORMED);
        }
    }

    @Test
    void shouldTakeEventsThatAreNoArrayForAProperty() {
        assertThat(slices("{\"events\":7}")).containsExactly("{\"events\":7}");
    }

    @Test
    void shouldRefuseMoreEventsThanAllowed() {
        assertThat(slices("{\"events\":[{},{},{}]}")).hasSize(3);
        assertThat(body("{\"events\":[{},{},{},{}]}").refusal()).isEqualTo(Refusal.EVENTS_TOO_MANY);
    }

    @Test
    void shouldRefuseWhatIsNestedTooDeep() {
        String deep = "[".repeat(JsonPayload.DEPTH_MAX) + "]".repeat(JsonPayload.DEPTH_MAX);
        String allowed = "[".repeat(JsonPayload.DEPTH_MAX - 1) + "]".repeat(JsonPayload.DEPTH_MAX - 1);

        assertThat(read("{\"a\":" + deep + "}").refusal()).isEqualTo(Refusal.JSON_TOO_DEEP);
        assertThat(read("{\"a\":" + allowed + "}").refusal()).isNull();
    }

    @Test
    void shouldLetAnEventOfABatchBeAsDeepAsOneByItself() {
        String allowed = deep(JsonPayload.DEPTH_MAX);
        String tooDeep = deep(JsonPayload.DEPTH_MAX + 1);

        assertThat(slices("{\"events\":[" + allowed + "," + tooDeep + "]}")).containsExactly(allowed, tooDeep);
        assertThat(read(allowed).refusal()).isNull();
        assertThat(read(tooDeep).refusal()).isEqualTo(Refusal.JSON_TOO_DEEP);
        assertThat(body(deep(JsonPayload.BODY_DEPTH_MAX)).refusal()).isNull();
        assertThat(body(deep(JsonPayload.BODY_DEPTH_MAX + 1)).refusal()).isEqualTo(Refusal.JSON_TOO_DEEP);
    }

    /** An event of so many objects in each other. */
    private static String deep(int objects) {
        return "{\"a\":".repeat(objects - 1) + "{}" + "}".repeat(objects - 1);
    }

    @Test
    void shouldRefuseWhatIsNestedDeeperThanTheCallerAllows() {
        byte[] three = "{\"a\":[{}]}".getBytes(StandardCharsets.UTF_8);
        byte[] flat = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(JsonPayload.read(three, 0, three.length, 3).refusal()).isNull();
        assertThat(JsonPayload.read(three, 0, three.length, 2).refusal()).isEqualTo(Refusal.JSON_TOO_DEEP);
        assertThat(JsonPayload.read(flat, 0, flat.length, 1).refusal()).isNull();
    }

    @Test
    void shouldReadValuesAsTextAndNumbersAsTheyAreWritten() {
        Payload payload = read("{\"event\":\"conversion\",\"value\":1.10,\"sequence\":7,\"gpc\":true,\"coupon\":null,"
                + "\"items\":[{\"price\":12345678901234567.10,\"ok\":false}],\"x\":{\"y\":[1,2]},\"e\":\"short keys are"
                + " properties in JSON\"}");

        assertThat(payload.get(WireField.TYPE)).isEqualTo("conversion");
        assertThat(payload.get(WireField.VALUE)).isEqualTo("1.10");
        assertThat(payload.get(WireField.SEQUENCE)).isEqualTo("7");
        assertThat(payload.get(WireField.GPC)).isEqualTo("true");
        assertThat(payload.get(WireField.COUPON)).isNull();
        assertThat(payload.get(WireField.ITEMS)).isEqualTo("[{\"price\":12345678901234567.10,\"ok\":false}]");
        assertThat(payload.properties())
                .containsEntry("x", "{\"y\":[1,2]}")
                .containsEntry("e", "short keys are properties in JSON");
    }

    @Test
    void shouldReadNestedPropertiesAndKeepTheFirstOfRepeatedNames() {
        Payload payload =
                read("{\"properties\":{\"a\":\"1\",\"type\":\"t\",\"n\":null},\"a\":\"2\",\"id\":\"x\",\"id\":\"y\"}");

        assertThat(payload.properties())
                .containsEntry("a", "1")
                .containsEntry("type", "t")
                .doesNotContainKey("n");
        assertThat(payload.get(WireField.ID)).isEqualTo("x");
        assertThat(payload.warnings()).containsExactly("repeated_property", "repeated:id");
    }

    @Test
    void shouldRefuseNulInNamesAndValuesAndInsideOfWhatIsNested() {
        for (String event : List.of(
                "{\"id\":\"\\u0000\"}",
                "{\"a\\u0000\":1}",
                "{\"items\":[\"\\u0000\"]}",
                "{\"properties\":{\"\\u0000\":1}}")) {
            assertThat(read(event).refusal()).as(event).isEqualTo(Refusal.NUL_BYTE);
        }
    }

    @Test
    void shouldReadUtf8AndNothingElse() {
        byte[] marked = "\uFEFF{\"id\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        byte[] wide = "{\"id\":\"a\"}".getBytes(StandardCharsets.UTF_16BE);
        byte[] broken = "{\"id\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);

        JsonPayload.Slice slice =
                JsonPayload.slices(marked, EVENTS_MAX).events().get(0);

        assertThat(new String(marked, slice.offset(), slice.length(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"a\"}");
        assertThat(JsonPayload.slices(wide, EVENTS_MAX).refusal()).isEqualTo(Refusal.JSON_MALFORMED);
        assertThat(JsonPayload.slices(broken, EVENTS_MAX).refusal()).isEqualTo(Refusal.JSON_MALFORMED);
    }

    @Test
    void shouldSayThatHalfASurrogatePairIsNoText() {
        Payload payload = read("{\"id\":\"a\\ud800\",\"x\":\"\\udc00\",\"page_title\":\"\\ud83d\\uded2\"}");

        assertThat(payload.get(WireField.ID)).isEqualTo("a\uFFFD");
        assertThat(payload.isNotText(WireField.ID)).isTrue();
        assertThat(payload.get(WireField.PAGE_TITLE)).isEqualTo("\uD83D\uDED2");
        assertThat(payload.warnings()).containsExactly("not_utf8:id", "not_utf8_property");
    }

    @Test
    void shouldReadAnyBytesOrRefuseThem() {
        byte[] seed = "{\"events\":[{\"type\":\"é\\u00e9\",\"items\":[1e9,{}],\"properties\":{\"a\":null}}]}"
                .getBytes(StandardCharsets.UTF_8);
        Seeded.repeat(5_000, random -> {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) "{}[]\",:\\ue-.".charAt(random.nextInt(12));
            }
            int length = random.nextInt(bytes.length + 1);
            byte[] body = Arrays.copyOf(bytes, length);

            JsonPayload.Body found = JsonPayload.slices(body, EVENTS_MAX);
            for (JsonPayload.Slice slice : found.events()) {
                assertThat(slice.offset()).isNotNegative();
                assertThat(slice.offset() + slice.length()).isLessThanOrEqualTo(length);
                JsonPayload.read(body, slice.offset(), slice.length());
            }
            JsonPayload.read(body, 0, length);
        });
    }

    private static JsonPayload.Body body(String body) {
        return JsonPayload.slices(body.getBytes(StandardCharsets.UTF_8), EVENTS_MAX);
    }

    private static List<String> slices(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        JsonPayload.Body found = body(body);
        assertThat(found.refusal()).as(body).isNull();
        return found.events().stream()
                .map(slice -> new String(bytes, slice.offset(), slice.length(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Payload read(String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        return JsonPayload.read(bytes, 0, bytes.length);
    }
}

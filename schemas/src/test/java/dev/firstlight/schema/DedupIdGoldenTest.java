package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.IdentityKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Identities against those that another implementation computed ({@code dedup-golden.py}); they may never change. */
final class DedupIdGoldenTest {

    @Test
    void shouldFindTheIdentitiesThatAnotherImplementationFinds() throws IOException {
        List<Map<String, String>> vectors = vectors();

        assertThat(vectors).hasSizeGreaterThan(30);
        for (Map<String, String> vector : vectors) {
            Payload query = QueryPayload.read(bytes(text(vector, "query")));
            byte[] json = bytes(text(vector, "json"));
            check(vector, query);
            check(vector, JsonPayload.read(json, 0, json.length));
        }
    }

    @Test
    void shouldGiveTheSameIdOnlyToTheSameEventOrOrder() throws IOException {
        Map<String, String> hexes = new HashMap<>();
        vectors().forEach(vector -> hexes.put(text(vector, "name"), text(vector, "hex")));

        assertThat(hexes.get("a composed letter")).isEqualTo(hexes.get("the same letter decomposed"));
        assertThat(hexes.get("an order")).isEqualTo(hexes.get("the same order by another tag and event id"));
        assertThat(hexes.get("an order")).isNotEqualTo(hexes.get("the same order at another site"));
        assertThat(hexes.get("parts do not run into each other, 1"))
                .isNotEqualTo(hexes.get("parts do not run into each other, 2"));
    }

    @Test
    void shouldComeBackFromItsBytesAndItsHexDigits() {
        Seeded.repeat(100, random -> {
            DedupId id = new DedupId(random.nextLong(), random.nextLong());

            assertThat(DedupId.of(id.bytes())).isEqualTo(id);
            assertThat(id.hex()).isEqualTo(HexFormat.of().formatHex(id.bytes()));
            assertThat(id.partition(6)).isBetween(0, 5);
        });
        assertThatThrownBy(() -> DedupId.of(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldHashBytesAsItHashesText() {
        IdentityHasher hasher = new IdentityHasher();
        Seeded.repeat(500, random -> {
            String pixel = "p".repeat(1 + random.nextInt(64));
            String eventId = "é1".repeat(random.nextInt(random.nextInt(10) == 0 ? 20_000 : 20));
            byte[] array = bytes("before" + eventId + "behind");

            hasher.hashEvent(bytes(pixel), array, 6, array.length - 12);

            assertThat(new DedupId(hasher.hi(), hasher.lo())).isEqualTo(DedupId.ofEvent(pixel, eventId));
            assertThat(DedupId.partition(hasher.hi(), 7))
                    .isEqualTo(DedupId.ofEvent(pixel, eventId).partition(7));
        });
    }

    private static void check(Map<String, String> vector, Payload payload) {
        assertThat(payload.refusal()).as(text(vector, "name")).isNull();
        String type = payload.normalised(WireField.TYPE);
        Identity identity = Identity.of(
                type == null ? "page_view" : type,
                text(vector, "pixel"),
                text(vector, "site"),
                Objects.requireNonNull(payload.normalised(WireField.ID)),
                payload.normalised(WireField.GOAL),
                payload.normalised(WireField.ORDER_ID));

        assertThat(identity.kind()).as(text(vector, "name")).isEqualTo(IdentityKind.valueOf(text(vector, "identity")));
        assertThat(identity.dedupId()).as(text(vector, "name")).hasToString(text(vector, "hex"));
        assertThat(identity.dedupId().partition(6)).hasToString(text(vector, "of6"));
        assertThat(identity.dedupId().partition(12)).hasToString(text(vector, "of12"));
    }

    private static String text(Map<String, String> vector, String name) {
        return Objects.requireNonNull(vector.get(name));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Map<String, String>> vectors() throws IOException {
        List<Map<String, String>> vectors = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(DedupIdGoldenTest.class.getResourceAsStream("dedup-golden.json"));
                JsonParser parser = new JsonFactory().createParser(in)) {
            Map<String, String> vector = new HashMap<>();
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    vector.put(parser.currentName(), parser.nextToken() == null ? "" : parser.getText());
                } else if (parser.currentToken() == JsonToken.END_OBJECT) {
                    vectors.add(vector);
                    vector = new HashMap<>();
                }
            }
        }
        return vectors;
    }
}

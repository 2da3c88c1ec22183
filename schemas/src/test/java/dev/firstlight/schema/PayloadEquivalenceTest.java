package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.runtime.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same event as a query and as JSON is the same event. */
final class PayloadEquivalenceTest {

    private static final String LETTERS = "aZ09 -_.:%&=+?/\\\"'{}[]é日\u0301\t\u2028";

    @Test
    void shouldReadQueryAndJsonAlike() {
        Seeded.repeat(1_000, random -> {
            List<Map.Entry<String, String>> pairs = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                pairs.add(Map.entry(name(random), text(random)));
            }

            Payload query = QueryPayload.read(query(pairs).getBytes(StandardCharsets.UTF_8));
            byte[] bytes = json(pairs);
            Payload json = JsonPayload.read(bytes, 0, bytes.length);

            assertThat(query.refusal()).isNull();
            assertThat(json.refusal()).isNull();
            assertThat(json.fields()).isEqualTo(query.fields());
            assertThat(new ArrayList<>(json.properties().entrySet()))
                    .isEqualTo(new ArrayList<>(query.properties().entrySet()));
            assertThat(json.warnings()).isEqualTo(query.warnings());
            for (WireField field : WireField.values()) {
                assertThat(json.normalised(field)).isEqualTo(query.normalised(field));
            }
        });
    }

    /** A long name or alias, which both forms know, or a name of the site's own. */
    private static String name(Random random) {
        if (random.nextInt(3) == 0) {
            return "own" + text(random);
        }
        WireField field = WireField.values()[random.nextInt(WireField.values().length)];
        return random.nextInt(4) == 0 && !field.aliases().isEmpty()
                ? field.aliases().get(0)
                : field.longName();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F6D2 : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static String query(List<Map.Entry<String, String>> pairs) {
        return String.join(
                "&",
                pairs.stream()
                        .map(pair -> URLEncoder.encode(pair.getKey(), StandardCharsets.UTF_8) + "="
                                + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                        .toList());
    }

    private static byte[] json(List<Map.Entry<String, String>> pairs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, String> pair : pairs) {
                json.writeStringField(pair.getKey(), pair.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

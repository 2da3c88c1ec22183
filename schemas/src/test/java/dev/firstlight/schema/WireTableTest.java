package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The wire table as a file, for those who cannot read Java (the tracker's tests, the documents). {@code -Dwire.write=true} writes the
 * committed file anew.
 */
final class WireTableTest {

    private static final String RESOURCE = "/dev/firstlight/schema/wire.json";

    @Test
    void shouldCommitTheWireTableAsAFile() throws IOException {
        String wanted = render();

        if (Boolean.getBoolean("wire.write")) {
            Files.writeString(Path.of("src/main/resources" + RESOURCE), wanted);
        } else {
            assertThat(committed())
                    .as("wire.json is made from WireField: mvn -pl runtime,schemas test -Dtest=WireTableTest"
                            + " -Dwire.write=true -Dsurefire.failIfNoSpecifiedTests=false")
                    .isEqualTo(wanted);
        }
    }

    @Test
    void shouldNameEveryFieldOnlyOnce() {
        Set<String> names = new HashSet<>();

        for (WireField field : WireField.values()) {
            List<String> its = new ArrayList<>(field.aliases());
            its.add(field.longName());
            if (!field.key().equals(field.longName())) {
                its.add(field.key());
            }
            assertThat(names).doesNotContainAnyElementsOf(its);
            names.addAll(its);
        }
    }

    @Test
    void shouldFindAFieldByKeyLongNameAndAliasInAQueryAndByNameOnlyInJson() {
        for (WireField field : WireField.values()) {
            assertThat(WireField.ofQueryKey(field.key())).isEqualTo(field);
            assertThat(WireField.ofQueryKey(field.longName())).isEqualTo(field);
            assertThat(WireField.ofName(field.longName())).isEqualTo(field);
            for (String alias : field.aliases()) {
                assertThat(WireField.ofQueryKey(alias)).isEqualTo(field);
                assertThat(WireField.ofName(alias)).isEqualTo(field);
            }
            if (!field.key().equals(field.longName())) {
                assertThat(WireField.ofName(field.key())).isNull();
            }
        }
    }

    private static String committed() throws IOException {
        try (InputStream in = Objects.requireNonNull(WireTableTest.class.getResourceAsStream(RESOURCE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String render() throws IOException {
        List<String> lines = new ArrayList<>();
        for (WireField field : WireField.values()) {
            lines.add("  " + line(field));
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    private static String line(WireField field) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("key", field.key());
            json.writeStringField("name", field.longName());
            json.writeArrayFieldStart("aliases");
            for (String alias : field.aliases()) {
                json.writeString(alias);
            }
            json.writeEndArray();
            json.writeStringField("type", field.type().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("maxBytes", field.bytesMax());
            json.writeStringField("meaning", field.meaning());
            json.writeEndObject();
        }
        return text.toString();
    }
}

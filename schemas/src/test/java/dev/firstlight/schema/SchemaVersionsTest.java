package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;

/** Every released schema against the current one, both ways: old readers read new records, new readers old ones. */
final class SchemaVersionsTest {

    private static final Map<String, Schema> CURRENT = Map.of(
            "event.avsc",
            Event.getClassSchema(),
            "raw-pack.avsc",
            RawPack.getClassSchema(),
            "reject.avsc",
            Reject.getClassSchema(),
            "ledger-entry.avsc",
            LedgerEntry.getClassSchema());

    @Test
    void shouldStayFullyCompatibleWithEveryReleasedVersion() throws IOException, URISyntaxException {
        List<Path> released = released();

        assertThat(released).hasSizeGreaterThanOrEqualTo(CURRENT.size());
        for (Path file : released) {
            Schema old = new Schema.Parser().parse(Files.readString(file));
            Schema current =
                    Objects.requireNonNull(CURRENT.get(file.getFileName().toString()), file.toString());
            compatible(current, old, "the current reader and " + file);
            compatible(old, current, "the reader of " + file);
        }
    }

    @Test
    void shouldNoticeAFieldThatAnOldReaderNeeds() {
        Schema old = new Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[{"name":"a","type":"string"},{"name":"b","type":"string"}]}""");
        Schema without = new Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}""");

        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(old, without)
                        .getType())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.INCOMPATIBLE);
    }

    @Test
    void shouldDocumentEveryRecordAndField() {
        CURRENT.values().forEach(schema -> documented(schema, new HashSet<>()));
    }

    @Test
    void shouldNameEveryColumnOfTheWarehouseInTheEventAndInItsOrder() {
        List<String> fields = Event.getClassSchema().getFields().stream()
                .map(Schema.Field::name)
                .toList();

        assertThat(Stream.of(EventColumn.values()).map(EventColumn::columnName)).isEqualTo(fields);
    }

    private static void compatible(Schema reader, Schema writer, String which) {
        SchemaCompatibility.SchemaPairCompatibility found =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(found.getType())
                .as("%s: %s", which, found.getResult().getIncompatibilities())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }

    private static void documented(Schema schema, Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
                    for (Schema.Field field : schema.getFields()) {
                        assertThat(field.doc())
                                .as(schema.getName() + "." + field.name())
                                .isNotBlank();
                        assertThat(field.name()).isEqualTo(field.name().toLowerCase(Locale.ROOT));
                        documented(field.schema(), seen);
                    }
                }
            }
            case ARRAY -> documented(schema.getElementType(), seen);
            case UNION -> schema.getTypes().forEach(type -> documented(type, seen));
            default -> assertThat(schema.getName()).isNotBlank();
        }
    }

    private static List<Path> released() throws IOException, URISyntaxException {
        Path versions = Path.of(Objects.requireNonNull(SchemaVersionsTest.class.getResource("versions"))
                .toURI());
        try (Stream<Path> files = Files.walk(versions)) {
            return files.filter(file -> file.toString().endsWith(".avsc")).toList();
        }
    }
}

package dev.firstlight.standalone.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in deploy/redshift against the schema of events. */
final class MigrationsTest {

    /** The developer guide, "Reserved words": those that could be a name of ours. */
    private static final Set<String> RESERVED = Set.of(
            "identity",
            "timestamp",
            "user",
            "tag",
            "offset",
            "percent",
            "raw",
            "snapshot",
            "system",
            "top",
            "table",
            "references",
            "reject",
            "session_user",
            "ignore",
            "encode",
            "default",
            "column",
            "order",
            "group",
            "partition",
            "permissions",
            "restore",
            "sysdate",
            "to",
            "unique",
            "using",
            "verbose",
            "wallet",
            "when",
            "open",
            "old",
            "new",
            "null",
            "minus",
            "limit",
            "left",
            "right",
            "is",
            "in",
            "into",
            "inner",
            "delta",
            "desc",
            "do",
            "else",
            "end",
            "except",
            "explicit",
            "false",
            "true",
            "for",
            "foreign",
            "freeze",
            "from",
            "full",
            "grant",
            "having",
            "pivot",
            "respect",
            "unnest",
            "unpivot",
            "qualify");

    @TempDir
    Path directory;

    @Test
    void shouldGiveEventsTheColumnsAndTypesOfRows() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        for (EventColumn column : EventColumn.values()) {
            wanted.put(column.columnName(), column.redshiftType());
        }

        assertThat(new TreeMap<>(migrations().columns())).isEqualTo(wanted);
        assertThat(migrations().next()).isNull();
    }

    @Test
    void shouldGiveEachColumnItsEncodingAndItsNote() throws IOException {
        String sql = all();

        for (EventColumn column : EventColumn.values()) {
            assertThat(sql)
                    .containsPattern(
                            "(    |ADD COLUMN )" + Pattern.quote(EventsTable.definition(column)) + "( NOT NULL)?[,;]");
            assertThat(sql).contains(EventsTable.comment(column));
        }
        assertThat(sql).contains("DISTKEY (dedup_id)\nSORTKEY (received_at);");
    }

    @Test
    void shouldLoadEveryColumn() throws IOException {
        assertThat(all()).contains(LoadProcedure.text()).contains(RedriveProcedure.text());
        assertThat(all().lastIndexOf("PROCEDURE firstlight.redrive("))
                .as("after the newest: dropped, revoked, granted")
                .isGreaterThan(all().indexOf(RedriveProcedure.text()));
        assertThat(all().lastIndexOf("PROCEDURE firstlight.load_events() AS"))
                .isEqualTo(all().indexOf(LoadProcedure.text()) + "CREATE OR REPLACE ".length());
    }

    @Test
    void shouldLoadInOneTransactionThatLocksFirstAndNeverTruncates() throws IOException {
        List<String> first = Redshift.statements(Redshift.bodyOf(LoadProcedure.text())).stream()
                .map(sql -> sql.split("[\\s(]")[0])
                .toList();

        assertThat(first)
                .containsExactly(
                        "LOCK", "DELETE", "INSERT", "INSERT", "INSERT", "INSERT", "INSERT", "DELETE", "DELETE");
        assertThat(all()).doesNotContainPattern("\\b(TRUNCATE|MERGE INTO|COMMIT)\\b");
    }

    @Test
    void shouldWriteTheMigrationOfAFieldThatTheFolderLacks() throws IOException {
        String first = Files.readString(Redshift.MIGRATIONS.resolve("0001-events.sql"));
        Files.writeString(directory.resolve("0001-events.sql"), first.replaceAll("(?m)^    (asn|city) .*\\n", ""));
        Migrations older = new Migrations(directory);

        String next = older.next();
        Files.writeString(directory.resolve(older.nextName()), String.valueOf(next));

        assertThat(next)
                .contains("ALTER TABLE firstlight.events ADD COLUMN asn BIGINT ENCODE AZ64;")
                .contains("ALTER TABLE firstlight.events_staging ADD COLUMN city VARCHAR(128) ENCODE ZSTD;")
                .contains("ALTER TABLE firstlight.events_batch ADD COLUMN city VARCHAR(128) ENCODE ZSTD;")
                .contains(LoadProcedure.text())
                .contains(RedriveProcedure.text());
        assertThat(new Migrations(directory).next()).isNull();
        assertThat(new Migrations(directory).nextName()).isEqualTo("0003-columns.sql");
    }

    @Test
    void shouldRefuseMigrationsWithAGap() throws IOException {
        Files.writeString(directory.resolve("0002-late.sql"), "");

        assertThatThrownBy(() -> new Migrations(directory)).hasMessageContaining("0002-late.sql");
    }

    @Test
    void shouldQuoteWhatRedshiftReserves() {
        assertThat(Arrays.stream(EventColumn.values())
                        .map(EventColumn::columnName)
                        .filter(RESERVED::contains)
                        .map(name -> '"' + name + '"'))
                .containsExactlyElementsOf(Arrays.stream(EventColumn.values())
                        .map(EventsTable::name)
                        .filter(name -> name.startsWith("\""))
                        .toList());
    }

    @Test
    void shouldGiveEachRoleOnlyWhatItsActorDoes() throws IOException {
        Map<String, Set<String>> granted = new TreeMap<>();
        Matcher grant = Pattern.compile("(?m)^GRANT (\\w+) ON (.+) TO ROLE firstlight_(\\w+);$")
                .matcher(all());
        while (grant.find()) {
            granted.computeIfAbsent(grant.group(3), role -> new TreeSet<>())
                    .add(grant.group(1) + " " + grant.group(2).replace("firstlight.", ""));
        }
        Matcher dropped =
                Pattern.compile("(?m)^DROP (PROCEDURE) firstlight\\.(.+);$").matcher(all());
        while (dropped.find()) {
            String gone = "EXECUTE " + dropped.group(1) + " " + dropped.group(2);
            granted.values().forEach(rights -> rights.remove(gone));
        }

        assertThat(granted)
                .isEqualTo(Map.of(
                        "firehose", Set.of("USAGE SCHEMA firstlight", "INSERT events_staging"),
                        "loader",
                                Set.of(
                                        "USAGE SCHEMA firstlight",
                                        "EXECUTE PROCEDURE load_events()",
                                        "EXECUTE PROCEDURE note_load_errors()"),
                        "operator",
                                Set.of(
                                        "USAGE SCHEMA firstlight",
                                        "EXECUTE PROCEDURE redrive(VARCHAR, VARCHAR, VARCHAR)",
                                        "SELECT loads",
                                        "SELECT ledger",
                                        "SELECT load_errors",
                                        "SELECT redrives"),
                        "retention", Set.of("USAGE SCHEMA firstlight", "EXECUTE PROCEDURE expire(BIGINT)"),
                        "analyst",
                                Set.of(
                                        "USAGE SCHEMA firstlight",
                                        "SELECT events",
                                        "SELECT order_items",
                                        "SELECT warnings")));
        assertThat(Pattern.compile("CREATE OR REPLACE PROCEDURE")
                        .matcher(all())
                        .results()
                        .count())
                .isEqualTo(Pattern.compile("SECURITY DEFINER;")
                        .matcher(all())
                        .results()
                        .count());
    }

    @Test
    void shouldSwallowNoErrorOfCopy() throws IOException {
        JsonNode stream = new ObjectMapper()
                .readTree(Files.readAllBytes(Redshift.FOLDER.resolve("delivery-stream.json")))
                .path("RedshiftDestinationConfiguration");
        String options = stream.path("CopyCommand").path("CopyOptions").asText();
        JsonNode hints = stream.path("S3Configuration").path("BufferingHints");

        assertThat(options)
                .isEqualTo("FORMAT JSON 's3://BUCKET/" + CopyFormat.PATHS_KEY + "' " + CopyFormat.OPTIONS)
                .contains("GZIP", "MAXERROR 0")
                .doesNotContain("TRUNCATECOLUMNS", "ACCEPTINVCHARS", "IGNOREALLERRORS", "ACCEPTANYDATE", "NOLOAD");
        assertThat(stream.path("CopyCommand").path("DataTableName").asText()).isEqualTo("firstlight.events_staging");
        assertThat(Files.readString(Redshift.FOLDER.resolve("redrive"))).contains("${3:-" + CopyFormat.PATHS_KEY + "}");
        assertThat(stream.path("RetryOptions").path("DurationInSeconds").asInt())
                .isBetween(1, 7_200);
        assertThat(stream.path("S3Configuration").path("CompressionFormat").asText())
                .isEqualTo("GZIP");
        assertThat(hints.path("SizeInMBs").asInt()).isBetween(1, 128);
        assertThat(hints.path("IntervalInSeconds").asInt()).isBetween(0, 900);
    }

    @Test
    void shouldTellCopyWhereEachColumnStandsInARow() throws IOException {
        JsonNode paths = new ObjectMapper()
                .readTree(Files.readAllBytes(Redshift.FOLDER.resolve("events.jsonpaths")))
                .path("jsonpaths");
        String definition = Files.readString(Redshift.FOLDER.resolve("delivery-stream.json"));
        String[] columns = new ObjectMapper()
                .readTree(definition)
                .at("/RedshiftDestinationConfiguration/CopyCommand/DataTableColumns")
                .asText()
                .replace("\"", "")
                .split(",", -1);

        assertThat(paths).hasSameSizeAs(columns).hasSize(EventColumn.values().length);
        for (int i = 0; i < columns.length; i++) {
            EventColumn column = EventColumn.valueOf(columns[i].toUpperCase(java.util.Locale.ROOT));
            assertThat(paths.get(i).asText()).isEqualTo("$[" + RowPositions.of(column) + "]");
        }
        assertThat(Migrations.deliveryStream(definition)).isEqualTo(definition);
        assertThat(Files.readString(Redshift.FOLDER.resolve("events.jsonpaths")))
                .isEqualTo(Migrations.jsonPaths());
    }

    private static Migrations migrations() throws IOException {
        return new Migrations(Redshift.MIGRATIONS);
    }

    private static String all() throws IOException {
        return migrations().files().stream().map(MigrationsTest::text).collect(Collectors.joining("\n"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rows of this sink against the table that deploy/redshift makes for them; the SQL itself is tested where it is made. */
final class RedshiftDdlTest {

    private static final Path MIGRATIONS = Path.of("..", "deploy", "redshift", "migrations");
    private static final Pattern COLUMN = Pattern.compile(
            "^(?:    |ALTER TABLE firstlight\\.events ADD COLUMN )\"?([a-z_]+)\"? ([A-Z]+(?:\\(\\d+(?:,\\d+)?\\))?)(?: ENCODE [A-Z0-9]+)?( NOT NULL)?[,;]$");

    @Test
    void shouldHaveAColumnForEveryMemberOfARow() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        for (EventColumn column : EventColumn.values()) {
            wanted.put(column.columnName(), column.redshiftType());
        }

        Map<String, String> found = new TreeMap<>();
        columns().forEach(column -> found.put(column.group(1), column.group(2)));

        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void shouldRequireOnlyWhatEveryRowHas() throws IOException {
        String bare = new String(
                new RowWriter(RowForm.NAMES, new Meters("sink", SinkMeter.class))
                        .write(Events.bare("a").build()),
                StandardCharsets.UTF_8);

        List<MatchResult> required =
                columns().filter(column -> column.group(3) != null).toList();

        assertThat(required).hasSizeGreaterThan(5).allSatisfy(column -> assertThat(bare)
                .contains("\"" + column.group(1) + "\":"));
    }

    /** Of the table events alone: its definition, and what later migrations add to it. */
    private static Stream<MatchResult> columns() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted().toList()) {
                String sql = Files.readString(file);
                int from = sql.indexOf("CREATE TABLE firstlight.events (");
                String table = from < 0 ? "" : sql.substring(from, sql.indexOf("\n)", from));
                lines.addAll(table.lines().toList());
                lines.addAll(sql.lines()
                        .filter(line -> line.startsWith("ALTER TABLE firstlight.events ADD"))
                        .toList());
            }
        }
        return lines.stream().map(COLUMN::matcher).filter(Matcher::matches).map(Matcher::toMatchResult);
    }
}

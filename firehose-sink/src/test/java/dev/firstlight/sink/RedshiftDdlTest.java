package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SQL of deploy/redshift against the one table of columns. */
final class RedshiftDdlTest {

    private static final Path FOLDER = Path.of("..", "deploy", "redshift");
    private static final Pattern COLUMN =
            Pattern.compile("^    \"?([a-z_]+)\"? +([A-Z]+(?:\\(\\d+(?:,\\d+)?\\))?)(?: NOT NULL)?,$");

    @Test
    void shouldGiveEventsTheColumnsTypesAndOrderOfRows() throws IOException {
        List<String> wanted = Arrays.stream(EventColumn.values())
                .map(column -> column.columnName() + " " + column.redshiftType())
                .toList();

        List<String> found = Files.readAllLines(FOLDER.resolve("events.sql")).stream()
                .map(COLUMN::matcher)
                .filter(Matcher::matches)
                .map(column -> column.group(1) + " " + column.group(2))
                .toList();

        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void shouldRequireOnlyWhatEveryRowHas() throws IOException {
        String bare = new String(
                new RowWriter(new Meters("sink", SinkMeter.class))
                        .write(Events.bare("a").build()),
                StandardCharsets.UTF_8);

        Files.readAllLines(FOLDER.resolve("events.sql")).stream()
                .filter(line -> line.contains("NOT NULL"))
                .map(COLUMN::matcher)
                .filter(Matcher::matches)
                .forEach(column -> assertThat(bare).contains("\"" + column.group(1) + "\":"));
    }

    @Test
    void shouldStageTheSameColumns() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("staging.sql")))
                .contains("CREATE TABLE IF NOT EXISTS events_staging (LIKE events);");
    }

    @Test
    void shouldMergeEveryColumnInOneTransactionThatKeepsTheFirst() throws IOException {
        String merge = Files.readString(FOLDER.resolve("merge.sql")).replace("\"", "");
        String names = String.join(
                ",\n    ",
                Arrays.stream(EventColumn.values()).map(EventColumn::columnName).toList());

        assertThat(merge)
                .contains("INSERT INTO events (\n    " + names + "\n)\nSELECT\n    batch."
                        + names.replace("    ", "    batch.") + "\nFROM events_batch");
        assertThat(statements(merge))
                .extracting(statement -> statement.split("[ \n(]")[0])
                .containsExactly("BEGIN", "LOCK", "CREATE", "INSERT", "INSERT", "DELETE", "DROP", "COMMIT");
        assertThat(merge).contains("row_number()").contains("NOT EXISTS");
    }

    private static List<String> statements(String sql) {
        return Arrays.stream(sql.replaceAll("(?m)^--.*$", "").split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}

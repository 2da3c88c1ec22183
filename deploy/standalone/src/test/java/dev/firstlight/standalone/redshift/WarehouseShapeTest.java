package dev.firstlight.standalone.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a migration could leave out or slip in without a column being wrong: keys, what is required, tables that follow events, grants. */
final class WarehouseShapeTest {

    private static final List<String> FOLLOWERS = List.of("events_staging", "events_batch");

    private String sql = "";

    @BeforeEach
    void read() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : new Migrations(Redshift.MIGRATIONS).files()) {
            all.append(Files.readString(file)).append('\n');
        }
        sql = all.toString();
    }

    @Test
    void shouldDistributeEventsByIdentityAndSortThemByReceipt() {
        assertThat(found("CREATE TABLE firstlight\\.events \\((?s:.*?)\\n\\)\n([^;]*);"))
                .containsExactly("DISTSTYLE KEY\nDISTKEY (dedup_id)\nSORTKEY (received_at)");
        assertThat(sql).contains("    PRIMARY KEY (dedup_id)\n)\nDISTSTYLE");
        assertThat(sql).doesNotContainPattern("ALTER TABLE firstlight\\.events(_\\w+)? ALTER (DIST|SORT)");
    }

    @Test
    void shouldRequireWhatMakesARowAnEventAndNothingElse() {
        List<String> table = found("CREATE TABLE firstlight\\.events \\(((?s:.*?))\\n\\)");

        assertThat(table.get(0)
                        .lines()
                        .filter(line -> line.contains("NOT NULL"))
                        .map(line -> line.trim().split(" ")[0].replace("\"", "")))
                .containsExactlyInAnyOrder(
                        "dedup_id", "identity", "event_id", "type", "pixel_id", "site", "received_at", "occurred_at");
        assertThat(sql)
                .as("a column that comes later is absent from older rows")
                .doesNotContainPattern("ADD COLUMN [^;]* NOT NULL");
    }

    @Test
    void shouldGiveStagingAndBatchEveryColumnOfEvents() {
        for (String table : FOLLOWERS) {
            assertThat(sql).contains("CREATE TABLE firstlight." + table + " (LIKE firstlight.events);");
            assertThat(found("(?m)^ALTER TABLE firstlight\\." + table + " (ADD COLUMN (?!nth|is_known|known_).+);$"))
                    .containsExactlyElementsOf(found("(?m)^ALTER TABLE firstlight\\.events (ADD COLUMN .+);$"));
        }
        assertThat(sql).doesNotContainPattern("DROP COLUMN");
    }

    @Test
    void shouldGrantNothingButToItsRolesOneThingALine() {
        assertThat(found("(?mi)^\\s*(grant\\b.*)$"))
                .isNotEmpty()
                .allMatch(line -> line.matches("GRANT \\w+ ON [^,]+(, VARCHAR)*[^,]* TO ROLE firstlight_\\w+;"));
        assertThat(sql).doesNotContainPattern("(?i)ALTER DEFAULT PRIVILEGES|WITH (GRANT|ADMIN) OPTION|TO PUBLIC");
        assertThat(new TreeSet<>(found("TO ROLE (firstlight_\\w+);")))
                .isEqualTo(new TreeSet<>(found("(?m)^CREATE ROLE (firstlight_\\w+);$")));
    }

    @Test
    void shouldLetOnlyRolesRunAProcedure() {
        Set<String> made = new TreeSet<>(found("CREATE OR REPLACE PROCEDURE firstlight\\.(\\w+)\\("));

        assertThat(new TreeSet<>(found("REVOKE ALL ON PROCEDURE firstlight\\.(\\w+)\\([^)]*\\) FROM PUBLIC;")))
                .isEqualTo(made);
        assertThat(new TreeSet<>(found("GRANT EXECUTE ON PROCEDURE firstlight\\.(\\w+)\\(")))
                .isEqualTo(made);
    }

    /** The first group of each place. */
    private List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(sql)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}

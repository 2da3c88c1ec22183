package dev.firstlight.standalone.redshift;

import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbered migrations of a folder, {@code 0001-name.sql} on. They only ever go forward: a file that stands is never edited, since
 * somebody's warehouse has it; what is new comes in the next one, which {@link #next} writes for columns.
 */
public final class Migrations {

    private static final Pattern NAME = Pattern.compile("\\d{4}-[a-z0-9-]+\\.sql");
    private static final Pattern CREATED =
            Pattern.compile("CREATE TABLE firstlight\\.events \\((.*?)\\n\\)", Pattern.DOTALL);
    private static final Pattern ADDED = Pattern.compile("(?m)^ALTER TABLE firstlight\\.events ADD COLUMN (.+);$");
    private static final Pattern COLUMN = Pattern.compile(
            "\\s*\"?([a-z_]+)\"?\\s+([A-Z]+(?:\\(\\d+(?:,\\d+)?\\))?)(?: ENCODE [A-Z0-9]+)?(?: NOT NULL)?,?");

    private final List<Path> files;

    /** @throws IllegalArgumentException when a number is missing or twice there, or a file has no name of a migration */
    public Migrations(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
        for (int i = 0; i < files.size(); i++) {
            String name = String.valueOf(files.get(i).getFileName());
            if (!NAME.matcher(name).matches() || Integer.parseInt(name.substring(0, 4)) != i + 1) {
                throw new IllegalArgumentException(
                        "the migrations are 0001-name.sql, 0002-…, each number once; not " + name);
            }
        }
    }

    List<Path> files() {
        return files;
    }

    /** Type by name of the columns that {@code events} has after all of them, in the table's order. */
    Map<String, String> columns() throws IOException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (Path file : files) {
            String sql = Files.readString(file);
            Matcher created = CREATED.matcher(sql);
            if (created.find()) {
                created.group(1).lines().forEach(line -> take(line, columns));
            }
            Matcher added = ADDED.matcher(sql);
            while (added.find()) {
                take(added.group(1), columns);
            }
        }
        return columns;
    }

    /** The migration that gives {@code events} the columns it lacks, or none when it lacks none. */
    public @Nullable String next() throws IOException {
        Map<String, String> known = columns();
        List<EventColumn> missing = new ArrayList<>();
        for (EventColumn column : EventColumn.values()) {
            if (!known.containsKey(column.columnName())) {
                missing.add(column);
            }
        }
        return missing.isEmpty() ? null : adding(missing);
    }

    /** What {@code events.jsonpaths} beside the folder must hold. */
    public static String jsonPaths() {
        return CopyFormat.jsonPaths();
    }

    /** The definition of the delivery stream with the columns that COPY is to fill. */
    public static String deliveryStream(String definition) {
        return definition.replaceFirst(
                "\"DataTableColumns\": \"(?:[^\"\\\\]|\\\\.)*\"",
                Matcher.quoteReplacement(
                        "\"DataTableColumns\": \"" + CopyFormat.columns().replace("\"", "\\\"") + "\""));
    }

    /** A name for what {@link #next} answers. */
    public String nextName() {
        return String.format(Locale.ROOT, "%04d-columns.sql", files.size() + 1);
    }

    private static String adding(List<EventColumn> columns) {
        StringBuilder sql = new StringBuilder("""
                -- New columns of events. In one transaction with the load that knows them, and before the sink that writes them: COPY skips
                -- members of a row that no column is named for. No load runs meanwhile.
                LOCK firstlight.load_lock;

                """);
        for (EventColumn column : columns) {
            sql.append(EventsTable.add(column, "events"));
            sql.append(EventsTable.add(column, "events_staging"));
            sql.append(EventsTable.add(column, "events_batch"));
            sql.append(EventsTable.comment(column));
        }
        return sql.append('\n')
                .append(LoadProcedure.text())
                .append('\n')
                .append(RedriveProcedure.text())
                .toString();
    }

    private static void take(String line, Map<String, String> columns) {
        Matcher column = COLUMN.matcher(line);
        if (column.matches()) {
            columns.put(column.group(1), column.group(2));
        }
    }
}

package dev.firstlight.standalone.redshift;

import dev.firstlight.schema.RowPositions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What COPY is told of rows by position: the file of JSONPaths, the columns in the same order, and options. Every COPY names its columns, so that one
 * goes on unchanged while a column is added to the table behind it.
 */
final class CopyFormat {

    /** Where the file of JSONPaths lies in the bucket of the delivery stream. */
    static final String PATHS_KEY = "firstlight/events.jsonpaths";

    /** Those of the delivery stream and of a re-drive, after {@code FORMAT JSON '…'}. */
    static final String OPTIONS = "GZIP TIMEFORMAT 'epochmillisecs' MAXERROR 0";

    private CopyFormat() {}

    /** {@code events.jsonpaths}: of each column where it stands in the array. */
    static String jsonPaths() {
        return IntStream.range(0, RowPositions.columns().size())
                .mapToObj(position -> "    \"$[" + position + "]\"")
                .collect(Collectors.joining(",\n", "{\n  \"jsonpaths\": [\n", "\n  ]\n}\n"));
    }

    /** As a list of SQL, in the order of {@link #jsonPaths}. */
    static String columns() {
        return RowPositions.columns().stream().map(EventsTable::name).collect(Collectors.joining(","));
    }
}

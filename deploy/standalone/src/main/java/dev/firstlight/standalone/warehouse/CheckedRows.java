package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The slow way of lines into {@code staging}: each is parsed and held against its columns here, and the first that is no row refuses the whole object, as
 * COPY with MAXERROR 0 does. Rows of either form. Threads: one, the owner's, and while an object is read one that parses it; DuckDB ties what fills a
 * table to the thread that began it.
 */
final class CheckedRows {

    private static final EventColumn[] COLUMNS = EventColumn.values();

    private final DuckDBConnection connection;
    private final Path objects;

    CheckedRows(DuckDBConnection connection, Path objects) {
        this.connection = connection;
        this.objects = objects;
    }

    /**
     * Stages the object, the only one of its transaction.
     *
     * @throws RefusedObjectException when a line is no row, or the object cannot be read to its end; what was staged then is to be rolled back
     */
    void stage(String name) throws SQLException, IOException {
        try (InputStream file = Files.newInputStream(objects.resolve(name));
                DuckDBAppender staging = connection.createAppender("temp", "main", "staging");
                ParsedLines lines = new ParsedLines(file)) {
            for (List<ParsedLine> batch = lines.next(); !batch.isEmpty(); batch = lines.next()) {
                for (ParsedLine line : batch) {
                    if (!line.isRow()) {
                        throw new RefusedObjectException(name, line.number(), line.refusal(), line.text());
                    }
                    append(line, staging);
                }
            }
        }
    }

    private static void append(ParsedLine line, DuckDBAppender staging) throws SQLException {
        staging.beginRow();
        staging.append(0).append(false); // the first object, and not odd
        for (EventColumn column : COLUMNS) {
            Object value = line.values()[column.ordinal()];
            if (value == null) {
                staging.appendNull();
            } else {
                switch (column.kind()) {
                    case TEXT, JSON -> staging.append((String) value);
                    case TIME -> staging.appendEpochMicros((Long) value);
                    case LONG -> staging.append((long) (Long) value);
                    case DECIMAL -> staging.append((BigDecimal) value);
                    case FLAG -> staging.append((boolean) (Boolean) value);
                }
            }
        }
        staging.endRow();
    }
}

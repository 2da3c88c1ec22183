package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;

/**
 * Objects as a table that DuckDB reads: its threads call this, and each takes an object, unpacks it and reads its lines into chunks ({@link PlainFill}), so that a row
 * stands nowhere between the file and the columns of {@code events} (6.4 µs a row of two cores, in a scratch program; by way of temporary tables of lines and DuckDB's own
 * reader of JSON 8.4).
 *
 * <p>It is a function of the database, which whoever queries may call, too: it answers only to the name of a {@link Reading} that is open, which is random, and once to that:
 * who comes second fails, so a load has all the rows of its reading or none. Failure: an object that is damaged or has a line that is not plain fails the statement.
 */
final class PlainObjects implements DuckDBTableFunction<PlainObjects.Reading, PlainObjects.Reading, PlainFill> {

    private static final String NAME = "plain_objects";

    private final Map<String, Reading> open = new ConcurrentHashMap<>();

    private PlainObjects() {}

    /** For all connections of this one's database, until it is closed. */
    static PlainObjects of(Connection connection) throws SQLException {
        PlainObjects objects = new PlainObjects();
        try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME)
                    .withParameter(DuckDBColumnType.VARCHAR)
                    .withFunction(objects)
                    .register(connection);
        }
        return objects;
    }

    Reading open(Path directory, List<String> names) {
        Reading reading = new Reading(directory, names);
        open.put(reading.name, reading);
        return reading;
    }

    @Override
    public Reading bind(DuckDBTableFunctionBindInfo info) throws SQLException {
        DuckDBValue name = info.getParameter(0);
        Reading reading = name.isNull() ? null : open.get(name.getString()); // the text of null ends the process
        if (reading == null) {
            throw new SQLException("nothing is loaded under this name");
        }
        for (EventColumn column : EventColumn.values()) {
            info.addResultColumn(column.columnName(), PlainRow.type(column));
        }
        return reading;
    }

    /** For each scan. */
    @Override
    public Reading init(DuckDBTableFunctionInitInfo info) throws SQLException {
        Reading reading = info.getBindData();
        reading.begin();
        info.setMaxThreads(reading.names.size());
        return reading;
    }

    /** For each thread. DuckDB closes it. */
    @Override
    public PlainFill localInit(DuckDBTableFunctionInitInfo info) {
        Reading reading = info.getBindData();
        return new PlainFill(reading);
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) throws IOException {
        PlainFill fill = info.getLocalInitData();
        return fill.next(chunk);
    }

    /**
     * The first of some objects, one at least: who takes an object takes the next one, so what is taken is the beginning of the list. One scan reads it. Bounds: no further
     * object is taken past {@link Pieces#BYTES_MAX} of lines. Threads: any; closed by who opened it.
     */
    final class Reading implements AutoCloseable {

        private final String name = UUID.randomUUID().toString();
        private final Path directory;
        private final List<String> names;
        private final AtomicBoolean isBegun = new AtomicBoolean();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLongArray rows;

        private Reading(Path directory, List<String> names) {
            this.directory = directory;
            this.names = names;
            this.rows = new AtomicLongArray(names.size());
        }

        /** What SQL reads the rows from. */
        String table() {
            return NAME + "('" + name + "')";
        }

        /**
         * Of each object that was taken, when the scan is over.
         *
         * @throws SQLException when one of them was not read to its end
         */
        long[] rows() throws SQLException {
            long[] counts = new long[Math.min(next.get(), names.size())];
            if (ended.get() < counts.length) {
                throw new SQLException("of " + counts.length + " objects " + ended.get() + " were read to their end");
            }
            for (int object = 0; object < counts.length; object++) {
                counts[object] = rows.get(object);
            }
            return counts;
        }

        private void begin() throws SQLException {
            if (isBegun.getAndSet(true)) {
                throw new SQLException("this is read already");
            }
        }

        /** The number of an object for the caller to read; below 0 when no more is to be taken. */
        int take() {
            int object = bytes.get() < Pieces.BYTES_MAX ? next.getAndIncrement() : names.size();
            return object < names.size() ? object : -1;
        }

        Path path(int object) {
            return directory.resolve(names.get(object));
        }

        void add(int object, long bytesOfLines, long rowsOfLines) {
            bytes.addAndGet(bytesOfLines);
            rows.addAndGet(object, rowsOfLines);
        }

        /** An object that was taken has no more lines. */
        void end() {
            ended.incrementAndGet();
        }

        @Override
        public void close() {
            open.remove(name);
        }
    }
}

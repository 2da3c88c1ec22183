package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The lines of objects in temporary tables, many lines in a row, as they came: what DuckDB takes apart on all its threads.
 *
 * <p>Bounds: {@link #gather} takes no further object past {@value #BYTES_MAX} bytes of lines. Threads: one, the owner's; where several objects wait a second
 * one unpacks beside it and ends with the call (unpacking with one took a quarter of a load's time, 3.3 of 14 µs a row).
 */
final class Pieces {

    /**
     * Past it no further object is taken into a transaction, whichever way it goes. All identities of the warehouse are looked through once in each, so a larger one is
     * cheaper; this one has some 250,000 rows, so that two threads fill a row group of DuckDB each (122,880 rows) and write it at once.
     */
    static final long BYTES_MAX = 256L << 20;

    /** DuckDB reads a table of few rows with one thread; of two tables it reads each with one. */
    private static final int TABLES = 2;

    static final List<String> DDL = tables().map(
                    table -> "create temp table " + table + " (object integer, lines blob)")
            .toList();

    static final List<String> EMPTY =
            tables().map(table -> "delete from " + table).toList();

    /** Each line, beside the number of its object; an expression over {@code lines}. */
    static final String LINE = "unnest(string_split(decode(lines), chr(10)))";

    private final DuckDBConnection connection;
    private final Path objects;

    Pieces(DuckDBConnection connection, Path objects) {
        this.connection = connection;
        this.objects = objects;
    }

    /** A query of {@code object} and {@code of}, an expression over {@link #LINE}, for all that was gathered. */
    static String lines(String of) {
        return tables().map(table -> "select object, " + of + " from " + table)
                .collect(Collectors.joining(" union all "));
    }

    /**
     * Takes in the first objects of these, one at least, and answers how many; 0 when one of them is damaged or has a line that is longer than a row may be.
     */
    int gather(List<String> names) throws SQLException, IOException {
        Gathering gathering = new Gathering(names);
        if (names.size() == 1) {
            gathering.take();
        } else {
            gathering.takeWithTwo();
        }
        return gathering.taken();
    }

    void empty() throws SQLException {
        Database.execute(connection, EMPTY);
    }

    private static Stream<String> tables() {
        return IntStream.range(0, TABLES).mapToObj(table -> "pieces_" + table);
    }

    /** Who takes an object takes the next one, so what is taken is the beginning of the list. */
    private final class Gathering {

        private final List<String> names;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicBoolean isLeft = new AtomicBoolean();

        Gathering(List<String> names) {
            this.names = names;
        }

        int taken() {
            return isLeft.get() ? 0 : Math.min(next.get(), names.size());
        }

        void take() throws SQLException, IOException {
            try (Unpacking unpacking = new Unpacking(connection, tables().toList(), objects)) {
                while (!isLeft.get() && bytes.get() < BYTES_MAX) {
                    int object = next.getAndIncrement();
                    if (object >= names.size()) {
                        return;
                    }
                    long came = unpacking.take(names.get(object), object);
                    bytes.addAndGet(Math.max(0, came));
                    if (came < 0) {
                        isLeft.set(true);
                    }
                }
            }
        }

        void takeWithTwo() throws SQLException, IOException {
            FutureTask<Void> beside = new FutureTask<>(() -> {
                take();
                return null;
            });
            Thread thread = new Thread(beside, "warehouse-unpacking");
            thread.setDaemon(true);
            thread.start();
            try {
                take();
            } catch (SQLException | IOException | RuntimeException | Error e) {
                isLeft.set(true); // the other ends with its object
                throw e;
            } finally {
                await(beside);
            }
        }

        /** For as long as the thread needs: the connection is used next. */
        private void await(FutureTask<Void> beside) throws SQLException, IOException {
            boolean isInterrupted = false;
            try {
                while (true) {
                    try {
                        beside.get();
                        return;
                    } catch (InterruptedException e) {
                        isInterrupted = true;
                        isLeft.set(true);
                    }
                }
            } catch (ExecutionException e) {
                isLeft.set(true);
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw new IllegalStateException("objects could not be unpacked", e.getCause());
            } finally {
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}

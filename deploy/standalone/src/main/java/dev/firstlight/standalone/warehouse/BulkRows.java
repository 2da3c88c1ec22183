package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The quick way of lines into {@code staging}: pieces of objects go to DuckDB as they are, and one statement takes them apart on all its threads. Only for
 * rows by {@link RowPositions} of which each fits its columns; anything else is left to {@link ParsedLines}, which says what is wrong with a line.
 *
 * <p>A test holds that both ways make the same of what the sink writes. DuckDB writes JSON its own way, without spaces and with numbers as it reads them anyway (a double); a nested
 * value in a text's column becomes its text, as COPY has it. Bounds: a piece is a line at least
 * and {@value #PIECE_BYTES} bytes or so; {@link #gather} stops past {@value #GATHERED_BYTES_MAX} bytes of lines. Threads: one, the owner's; it writes to temporary tables
 * of its connection, within the transaction that is open.
 */
final class BulkRows {

    private static final int PIECE_BYTES = 1 << 16;

    /**
     * Past it no further object is taken into a transaction. All identities of {@code events} are looked through once in each, so a larger one is
     * cheaper; this one has some 250,000 rows, so that two threads fill a row group of DuckDB each (122,880 rows) and write it at once: 4.7 µs a row, and 7.4 with 160,000.
     */
    private static final long GATHERED_BYTES_MAX = 192L << 20;

    private static final int GZIP_BYTES = 1 << 16;

    /** DuckDB reads a table of few rows with one thread; of two tables it reads each with one. */
    private static final int TABLES = 2;

    static final List<String> DDL = List.of(
            "create temp table pieces_0 (object integer, lines blob)",
            "create temp table pieces_1 (object integer, lines blob)");

    private static final List<String> EMPTY = List.of("delete from pieces_0", "delete from pieces_1");

    private static final String STAGE = statement();

    private static final String HAS_ODD = "select 1 from staging where odd limit 1";

    private final DuckDBConnection connection;
    private final Path objects;
    private byte[] piece = new byte[PIECE_BYTES];

    BulkRows(DuckDBConnection connection, Path objects) {
        this.connection = connection;
        this.objects = objects;
    }

    /**
     * Takes in the first objects of these, one at least, and answers how many; 0 when one of them is damaged or has a line that is longer than a row may be.
     */
    int gather(List<String> names) throws SQLException, IOException {
        List<DuckDBAppender> pieces = new ArrayList<>();
        try {
            for (int table = 0; table < TABLES; table++) {
                pieces.add(connection.createAppender("temp", "main", "pieces_" + table));
            }
            long bytes = 0;
            int taken = 0;
            while (taken < names.size() && bytes < GATHERED_BYTES_MAX) {
                long came = take(names.get(taken), taken, pieces);
                if (came < 0) {
                    return 0;
                }
                bytes += came;
                taken++;
            }
            return taken;
        } finally {
            for (DuckDBAppender appender : pieces) {
                appender.close();
            }
        }
    }

    /** What was gathered becomes rows of {@code staging}. False, or an exception, when some of it is no row. */
    boolean stage() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(STAGE);
            Database.execute(connection, EMPTY);
            try (ResultSet odd = statement.executeQuery(HAS_ODD)) {
                return !odd.next();
            }
        }
    }

    /** Answers the bytes of its lines, or -1. */
    private long take(String name, int object, List<DuckDBAppender> pieces) throws SQLException, IOException {
        long bytes = 0;
        int table = 0;
        int length = 0;
        try (InputStream file = Files.newInputStream(objects.resolve(name));
                InputStream lines = new GZIPInputStream(file, GZIP_BYTES)) {
            while (true) {
                int count = lines.readNBytes(piece, length, piece.length - length);
                length += count;
                boolean isEnd = length < piece.length;
                int whole = isEnd ? length : afterLastNewline(length);
                if (whole > 0) {
                    append(object, whole, pieces.get(table++ % TABLES));
                    bytes += whole;
                    length -= whole;
                    System.arraycopy(piece, whole, piece, 0, length);
                } else if (!isEnd
                        && piece.length > LineReader.LINE_BYTES_MAX) { // room for the longest, and its newline
                    return -1;
                } else if (!isEnd) {
                    piece = Arrays.copyOf(piece, Math.min(2 * piece.length, LineReader.LINE_BYTES_MAX + 1));
                }
                if (isEnd) {
                    return bytes;
                }
            }
        } catch (EOFException | ZipException e) {
            return -1;
        }
    }

    private int afterLastNewline(int length) {
        int after = length;
        while (after > 0 && piece[after - 1] != '\n') {
            after--;
        }
        return after;
    }

    /** Without the last newline, after which no line comes. */
    private void append(int object, int length, DuckDBAppender pieces) throws SQLException {
        int end = piece[length - 1] == '\n' ? length - 1 : length;
        pieces.beginRow();
        pieces.append(object);
        pieces.append(Arrays.copyOf(piece, end));
        pieces.endRow();
    }

    private static String statement() {
        String lines = Stream.of("pieces_0", "pieces_1")
                .map(table ->
                        "select object, from_json_strict(unnest(string_split(decode(lines), chr(10))), '[\"VARCHAR\"]') as v"
                                + " from " + table)
                .collect(Collectors.joining(" union all "));
        String texts = columns(column -> "v[" + (RowPositions.of(column) + 1) + "] as " + name(column));
        return "insert into staging select object, " + odd() + ", " + columns(BulkRows::value)
                + " from (select object, " + texts + " from (" + lines + "))";
    }

    /** Of the text that a value came as. What is no number or JSON at all fails the statement. */
    private static String value(EventColumn column) {
        String text = name(column);
        return switch (column.kind()) {
            case TEXT -> column == EventColumn.PAGE_URL ? RowPositions.pageUrlSql("") : text;
            case TIME -> "make_timestamp(" + text + "::bigint * 1000)";
            case LONG, DECIMAL, FLAG, JSON -> text + "::" + column.duckdbType();
        };
    }

    /** Whether a value is one that DuckDB takes and the column should not. */
    private static String odd() {
        String misfits = Stream.of(EventColumn.values()).map(BulkRows::misfit).collect(Collectors.joining(" or "));
        String absent = RowReader.NEEDED.stream()
                .map(column -> name(column) + " is null")
                .collect(Collectors.joining(" or "));
        return "coalesce(" + absent + " or " + misfits + ", false)";
    }

    private static String misfit(EventColumn column) {
        String text = name(column);
        return switch (column.kind()) {
            case TEXT -> "strlen(" + text + ") > " + column.bytesMax();
            case TIME ->
                text + " <> " + text + "::bigint::varchar or abs(" + text + "::bigint) > " + ColumnReader.EPOCH_MS_MAX;
            case LONG -> text + " <> " + text + "::bigint::varchar";
            case DECIMAL -> "strlen(" + text + ") > " + ColumnReader.DECIMAL_CHARS_MAX;
            case FLAG -> text + " not in ('true', 'false')";
            case JSON -> "left(" + text + ", 1) not in ('{', '[')";
        };
    }

    private static String name(EventColumn column) {
        return '"' + column.columnName() + '"';
    }

    private static String columns(Function<EventColumn, String> text) {
        return Stream.of(EventColumn.values()).map(text).collect(Collectors.joining(", "));
    }
}

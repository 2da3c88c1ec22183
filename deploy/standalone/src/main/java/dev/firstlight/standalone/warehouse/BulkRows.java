package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * The quick way of lines into rows: one statement takes the lines of {@link Pieces} apart on all threads of DuckDB. Only for
 * rows by {@link RowPositions} of which each fits its columns; anything else is left to {@link ParsedLines}, which says what is wrong with a line.
 *
 * <p>A test holds that both ways make the same of what the sink writes. DuckDB writes JSON its own way, without spaces and with numbers as it reads them anyway (a double); a nested
 * value in a text's column becomes its text, as COPY has it. It takes names of more than 50,000 bytes and numbers of more than 1,000 digits, which the checked way
 * refuses and the sink does not write. Threads: one, the owner's; it writes to temporary tables of its connection, within the transaction that is open.
 */
final class BulkRows {

    /** The values of each line, in the order of the columns' declaration, as texts. */
    private static final String TEXTS = "(select object, "
            + columns(column -> "v[" + (RowPositions.of(column) + 1) + "] as " + name(column)) + " from ("
            + Pieces.lines("from_json_strict(" + Pieces.LINE + ", '[\"VARCHAR\"]') as v") + "))";

    /** Of {@link #TEXTS}, as the columns have them. What is no number or JSON at all fails the statement. */
    private static final String VALUES = columns(BulkRows::value);

    /** Of {@link #TEXTS}: whether a value is one that DuckDB takes and the column should not, or that it may take otherwise: a decimal with an exponent. */
    private static final String ODD = odd();

    private static final String STAGE = "insert into staging select object, " + ODD + ", " + VALUES + " from " + TEXTS;
    private static final String HAS_ODD = "select 1 from staging where odd limit 1";

    private final DuckDBConnection connection;

    BulkRows(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** What was gathered becomes rows of {@code staging}. False, or an exception, when some of it is no row. */
    boolean stage() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(STAGE);
            try (ResultSet odd = statement.executeQuery(HAS_ODD)) {
                return !odd.next();
            }
        }
    }

    /** Of the text that a value came as. */
    private static String value(EventColumn column) {
        String text = name(column);
        return switch (column.kind()) {
            case TEXT -> column == EventColumn.PAGE_URL ? RowPositions.pageUrlSql("") : text;
            case TIME -> "make_timestamp(" + text + "::bigint * 1000)";
            case LONG, DECIMAL, FLAG, JSON -> text + "::" + column.duckdbType();
        };
    }

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
            case DECIMAL ->
                "strlen(" + text + ") > " + ColumnReader.DECIMAL_CHARS_MAX + " or contains(lower(" + text + "), 'e')";
            case FLAG -> text + " not in ('true', 'false')";
            case JSON -> "not (starts_with(" + text + ", '{') or starts_with(" + text + ", '['))";
        };
    }

    private static String name(EventColumn column) {
        return '"' + column.columnName() + '"';
    }

    private static String columns(Function<EventColumn, String> text) {
        return Stream.of(EventColumn.values()).map(text).collect(Collectors.joining(", "));
    }
}

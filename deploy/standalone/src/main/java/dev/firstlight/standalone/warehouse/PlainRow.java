package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.util.Arrays;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Lines as the sink writes them into the vectors of a chunk of DuckDB: arrays by {@link RowPositions} without spaces, of which each value fits its column. Of any
 * other line it says no more than that it is another; {@link BulkRows} and {@link CheckedRows} find out what it is.
 *
 * <p>Texts are given to DuckDB a column of a chunk at a time, since a call into it costs as much as reading several of them; decimals and JSON go as texts, too, held against their grammar
 * here and cast there. Threads: one.
 */
final class PlainRow {

    private static final EventColumn[] COLUMNS = EventColumn.values();
    private static final EventColumn[] BY_POSITION = RowPositions.columns().toArray(EventColumn[]::new);
    private static final int RECEIVED_AT = RowPositions.of(EventColumn.RECEIVED_AT);
    private static final int IDENTITY_CHARS = 32;

    /** More are no 64 bits. As many, counted down from zero, are past it when they are not. */
    private static final int LONG_DIGITS_MAX = 19;

    /** Its column has 18 digits. */
    private static final int DECIMAL_CHARS_MAX = 32;

    private final PlainJson json = new PlainJson();
    private final PlainUrl url = new PlainUrl();
    private final byte[][][] texts = new byte[COLUMNS.length][][];
    private final DuckDBWritableVector[] vectors = new DuckDBWritableVector[COLUMNS.length];
    private int row;

    /** @param rowsMax of a chunk */
    PlainRow(int rowsMax) {
        for (EventColumn column : COLUMNS) {
            texts[column.ordinal()] = new byte[isText(column) ? rowsMax : 0][];
        }
    }

    /** As what a column's values come to DuckDB. */
    static DuckDBColumnType type(EventColumn column) {
        return switch (column.kind()) {
            case TEXT, DECIMAL, JSON -> DuckDBColumnType.VARCHAR;
            case TIME, LONG -> DuckDBColumnType.BIGINT;
            case FLAG -> DuckDBColumnType.BOOLEAN;
        };
    }

    /** What is read from here on is this chunk's, whose vectors stand in the order of the columns' declaration. */
    void begin(DuckDBDataChunkWriter chunk) {
        row = 0;
        for (EventColumn column : COLUMNS) {
            vectors[column.ordinal()] = chunk.vector(column.ordinal());
            Arrays.fill(texts[column.ordinal()], null);
        }
    }

    int rows() {
        return row;
    }

    /** The chunk has all rows that were read then. */
    void end() {
        for (EventColumn column : COLUMNS) {
            if (isText(column)) {
                byte[][] values = texts[column.ordinal()];
                vectors[column.ordinal()].setStringUtf8Batch(
                        0, row == values.length ? values : Arrays.copyOf(values, row));
            }
        }
    }

    /** Reads a line, which a newline ends, into the next row. Answers where the next line begins, or {@link PlainJson#NONE} when it is not plain. */
    int read(byte[] line, int from) {
        int at = line[from] == '[' ? from + 1 : PlainJson.NONE;
        for (int position = 0; at != PlainJson.NONE && position < BY_POSITION.length; position++) {
            at = value(BY_POSITION[position], line, at);
            if (at != PlainJson.NONE && line[at] == ']') {
                return line[at + 1] == '\n' && isRow(position + 1) ? at + 2 : PlainJson.NONE;
            }
            at = at != PlainJson.NONE && line[at] == ',' ? at + 1 : PlainJson.NONE;
        }
        return PlainJson.NONE;
    }

    /** Whether all is there that a row needs ({@link RowReader#NEEDED}); then it is one. */
    private boolean isRow(int positions) {
        if (positions <= RECEIVED_AT || !isIdentity(text(EventColumn.DEDUP_ID)) || text(EventColumn.PIXEL_ID) == null) {
            return false;
        }
        for (int position = positions; position < BY_POSITION.length; position++) {
            absent(BY_POSITION[position]);
        }
        if (text(EventColumn.PAGE_URL) == null) {
            texts[EventColumn.PAGE_URL.ordinal()][row] = url.of(this::text);
        }
        row++;
        return true;
    }

    private int value(EventColumn column, byte[] line, int from) {
        if (line[from] == 'n') {
            absent(column);
            return column == EventColumn.RECEIVED_AT ? PlainJson.NONE : PlainJson.literal(line, from, PlainJson.NULL);
        }
        return switch (column.kind()) {
            case TEXT -> text(column, line, from);
            case TIME, LONG -> number(column, line, from);
            case DECIMAL -> decimal(column, line, from);
            case FLAG -> flag(column, line, from);
            case JSON -> nested(column, line, from);
        };
    }

    private int text(EventColumn column, byte[] line, int from) {
        boolean isString = line[from] == '"';
        int to = isString ? json.string(line, from + 1) : PlainJson.scalar(line, from);
        if (to == PlainJson.NONE) {
            return PlainJson.NONE;
        }
        byte[] text = isString ? string(line, from + 1, to - 1) : Arrays.copyOfRange(line, from, to);
        texts[column.ordinal()][row] = text;
        return text.length <= column.bytesMax() ? to : PlainJson.NONE;
    }

    /** Of the string that was read last; without its quotes. */
    private byte[] string(byte[] line, int from, int to) {
        return json.isEscaped() ? PlainJson.unescaped(line, from, to) : Arrays.copyOfRange(line, from, to);
    }

    /** A whole number in the one way that it is written, or a string of it. */
    private int number(EventColumn column, byte[] line, int from) {
        int start = afterQuote(line, from);
        boolean isNegative = line[start] == '-';
        int digits = isNegative ? start + 1 : start;
        int at = digits;
        long negated = 0;
        while (line[at] >= '0' && line[at] <= '9') {
            negated = 10 * negated - (line[at++] - '0');
        }
        boolean isCanonical = at > digits
                && at - digits <= LONG_DIGITS_MAX
                && (line[digits] != '0' || (at == digits + 1 && !isNegative));
        boolean isTooLarge = negated > 0 || (negated == Long.MIN_VALUE && !isNegative);
        long value = isNegative ? negated : -negated;
        if (!isCanonical
                || isTooLarge
                || (column.kind() == EventColumn.Kind.TIME && Math.abs(value) > ColumnReader.EPOCH_MS_MAX)) {
            return PlainJson.NONE;
        }
        vectors[column.ordinal()].setLong(row, value);
        return closed(line, from, at);
    }

    private int decimal(EventColumn column, byte[] line, int from) {
        int start = afterQuote(line, from);
        int to = PlainJson.number(line, start);
        if (to == PlainJson.NONE || to - start > DECIMAL_CHARS_MAX || hasExponent(line, start, to)) {
            return PlainJson.NONE;
        }
        texts[column.ordinal()][row] = Arrays.copyOfRange(line, start, to);
        return closed(line, from, to);
    }

    /** DuckDB's cast takes some of these that have more digits than the column. */
    private static boolean hasExponent(byte[] line, int start, int to) {
        for (int at = start; at < to; at++) {
            if (line[at] == 'e' || line[at] == 'E') {
                return true;
            }
        }
        return false;
    }

    private int flag(EventColumn column, byte[] line, int from) {
        int start = afterQuote(line, from);
        boolean value = line[start] == 't';
        int to = PlainJson.literal(line, start, value ? PlainJson.TRUE : PlainJson.FALSE);
        if (to == PlainJson.NONE) {
            return PlainJson.NONE;
        }
        vectors[column.ordinal()].setBoolean(row, value);
        return closed(line, from, to);
    }

    /** An object or an array as it stands in the line, or a string that holds one. */
    private int nested(EventColumn column, byte[] line, int from) {
        int to = json.value(line, from);
        if (to == PlainJson.NONE) {
            return PlainJson.NONE;
        }
        boolean isString = line[from] == '"';
        byte[] text = isString ? string(line, from + 1, to - 1) : Arrays.copyOfRange(line, from, to);
        texts[column.ordinal()][row] = text;
        boolean isNested = text.length > 0 && (text[0] == '{' || text[0] == '[');
        return isNested && (!isString || json.isWhole(text)) ? to : PlainJson.NONE;
    }

    private static int afterQuote(byte[] line, int from) {
        return line[from] == '"' ? from + 1 : from;
    }

    /** After the closing quote of what began with one. */
    private static int closed(byte[] line, int from, int to) {
        if (line[from] != '"') {
            return to;
        }
        return line[to] == '"' ? to + 1 : PlainJson.NONE;
    }

    private void absent(EventColumn column) {
        if (!isText(column)) {
            vectors[column.ordinal()].setNull(row);
        }
    }

    private static boolean isText(EventColumn column) {
        return type(column) == DuckDBColumnType.VARCHAR;
    }

    private byte @Nullable [] text(EventColumn column) {
        return texts[column.ordinal()][row];
    }

    /** As the processor writes it: what {@link Identities} makes a key of as it stands. */
    private static boolean isIdentity(byte @Nullable [] text) {
        if (text == null || text.length != IDENTITY_CHARS) {
            return false;
        }
        for (byte digit : text) {
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }
}

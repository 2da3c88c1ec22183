package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionState;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of a {@link PlainObjects.Reading}: its objects, one after the other, a chunk of rows at a time. Bounds: a chunk ends with the line that takes it past
 * {@value #CHUNK_BYTES_MAX} bytes, since its values stand in memory two or three times.
 */
final class PlainFill implements DuckDBTableFunctionState {

    /** DuckDB's vectors have room for so many (STANDARD_VECTOR_SIZE); fewer are a chunk, too. */
    private static final int CHUNK_ROWS_MAX = 2_048;

    private static final int CHUNK_BYTES_MAX = 8 << 20;

    private final PlainObjects.Reading reading;
    private final PlainRow row = new PlainRow(CHUNK_ROWS_MAX);
    private @Nullable PieceReader pieces;
    private int object;
    private int at;

    PlainFill(PlainObjects.Reading reading) {
        this.reading = reading;
    }

    /** Answers the rows of the chunk; none at the end. */
    int next(DuckDBDataChunkWriter chunk) throws IOException {
        row.begin(chunk);
        long room = CHUNK_BYTES_MAX;
        while (row.rows() < CHUNK_ROWS_MAX && room > 0) {
            PieceReader piece = lines();
            if (piece == null) {
                break;
            }
            room -= read(piece, room);
        }
        row.end();
        return row.rows();
    }

    /** Lines of the piece until the chunk is full; answers their bytes. */
    private int read(PieceReader piece, long room) throws IOException {
        int from = at;
        int rowsBefore = row.rows();
        while (at < piece.length() && at - from < room && row.rows() < CHUNK_ROWS_MAX) {
            at = row.read(piece.piece(), at);
            if (at == PlainJson.NONE) {
                throw new IOException(piece.object() + " has a line that is not plain");
            }
        }
        reading.add(object, at - from, row.rows() - rowsBefore);
        return at - from;
    }

    /** A piece of which lines are left; none when there are no more objects. */
    private @Nullable PieceReader lines() throws IOException {
        while (true) {
            PieceReader current = pieces;
            if (current == null) {
                object = reading.take();
                if (object < 0) {
                    return null;
                }
                pieces = new PieceReader(reading.path(object));
            } else if (at < current.length()) {
                return current;
            } else {
                at = 0;
                switch (current.next()) {
                    case LINES -> {}
                    case END -> {
                        close();
                        reading.end();
                    }
                    case UNREADABLE -> throw new IOException(current.object() + " cannot be read to its end");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (pieces != null) {
            pieces.close();
            pieces = null;
        }
    }
}

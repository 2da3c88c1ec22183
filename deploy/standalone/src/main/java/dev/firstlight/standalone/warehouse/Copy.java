package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What COPY is to Firehose: objects become rows, or it fails and is tried again. A script of faults decorates it. */
@FunctionalInterface
public interface Copy {

    /**
     * Loads the objects, each of them whole or not at all; one that is loaded already brings nothing. Answers the rows that came in them. When
     * it fails, which of them have failed is told by trying each alone.
     *
     * @throws RefusedObjectException when that is an object's own fault; so is a {@link java.nio.file.NoSuchFileException}. Nothing is given up for any other failure
     */
    long load(List<String> objects) throws SQLException, IOException;
}

package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.sql.SQLException;

/** What COPY is to Firehose: an object becomes rows, or it fails and is tried again. A script of faults decorates it. */
@FunctionalInterface
public interface Copy {

    /** Loads the object, all of it or nothing; one that is loaded already brings nothing. Answers the rows that came in it. */
    long load(String object) throws SQLException, IOException;
}

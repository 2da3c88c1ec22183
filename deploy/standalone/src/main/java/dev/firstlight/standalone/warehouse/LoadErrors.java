package dev.firstlight.standalone.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.locks.Lock;

/**
 * Why objects could not be loaded, in the table {@code load_errors}: one row for each, of its last failure, in the words of Redshift's. It stays when
 * the object is loaded afterwards; {@code loaded_objects} says that it was. One thread, the connection's.
 */
final class LoadErrors {

    private static final String NOTE = """
            insert into load_errors (file_name, line_number, error_message, line_text, happened_at, failures)
            values (?, ?, ?, ?, ?, 1)
            on conflict do update set line_number = excluded.line_number, error_message = excluded.error_message,
              line_text = excluded.line_text, happened_at = excluded.happened_at, failures = failures + 1""";

    private final Connection connection;
    private final Lock loadLock;
    private final InstantSource clock;

    LoadErrors(Connection connection, Lock loadLock, InstantSource clock) {
        this.connection = connection;
        this.loadLock = loadLock;
        this.clock = clock;
    }

    /** In a transaction of its own, after the one that failed was rolled back. */
    void note(String object, Exception why) throws SQLException {
        loadLock.lock(); // two notes of one object at once would be a conflict
        try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
            insert.setString(1, object);
            if (why instanceof RefusedObjectException refused && refused.line() > 0) {
                insert.setLong(2, refused.line());
                insert.setString(3, refused.reason());
                insert.setString(4, refused.text());
            } else {
                insert.setNull(2, Types.BIGINT);
                insert.setString(3, why.toString());
                insert.setNull(4, Types.VARCHAR);
            }
            insert.setObject(5, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
            insert.executeUpdate();
        } finally {
            loadLock.unlock();
        }
    }
}

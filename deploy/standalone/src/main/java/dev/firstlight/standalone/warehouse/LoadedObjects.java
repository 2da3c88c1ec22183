package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Which objects are loaded, in the table {@code loaded_objects}, and which of the directory are not. Threads: one, the connection's owner, within its open
 * transaction.
 */
final class LoadedObjects {

    private static final String OBJECT_SUFFIX = ".gz";

    private final DuckDBConnection connection;
    private final Path objects;
    private final InstantSource clock;

    LoadedObjects(DuckDBConnection connection, Path objects, InstantSource clock) {
        this.connection = connection;
        this.objects = objects;
        this.clock = clock;
    }

    /** What was loaded now, within the transaction that loaded it. */
    void add(List<String> names, long[] rows, long[] merged) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into loaded_objects (name, rows, merged, loaded_at) values (?, ?, ?, ?)")) {
            for (int i = 0; i < names.size(); i++) {
                insert.setString(1, names.get(i));
                insert.setLong(2, rows[i]);
                insert.setLong(3, merged[i]);
                insert.setObject(4, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
                insert.executeUpdate();
            }
        }
    }

    /** The objects of the directory that are not loaded, in the order of their names. */
    List<String> missing() throws SQLException, IOException {
        find();
        return missingOfFound();
    }

    /** Those of the names that are not loaded, each once, in their order. */
    List<String> without(List<String> names) throws SQLException {
        List<String> left = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select 1 from loaded_objects where name = ?")) {
            for (String name : new LinkedHashSet<>(names)) {
                query.setString(1, name);
                try (ResultSet found = query.executeQuery()) {
                    if (!found.next()) {
                        left.add(name);
                    }
                }
            }
        }
        return left;
    }

    private void find() throws SQLException, IOException {
        try (DuckDBAppender found = connection.createAppender("temp", "main", "found");
                Stream<Path> files = Files.walk(objects)) {
            Iterator<String> names = files.filter(file -> file.toString().endsWith(OBJECT_SUFFIX))
                    .map(file -> objects.relativize(file).toString())
                    .iterator();
            while (names.hasNext()) {
                found.beginRow();
                found.append(names.next());
                found.endRow();
            }
        }
    }

    private List<String> missingOfFound() throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Tables.MISSING)) {
            while (rows.next()) {
                missing.add(rows.getString(1));
            }
        }
        return missing;
    }
}

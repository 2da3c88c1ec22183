package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.duckdb.DuckDBConnection;

/**
 * Loads what Firehose gave up, from its manifests. Idempotent at both ends: an object that has been loaded brings nothing, and a manifest
 * is noted in {@code redrives} after all its objects; a death between the two is made up for by the next call. Any thread, beside loads.
 */
final class Redrive {

    private final DuckDBConnection connection;
    private final Lock loadLock;
    private final Manifests manifests;
    private final LoadErrors errors;
    private final InstantSource clock;

    /** @param loadLock is held for one manifest at a time, so that another re-drive finds it noted */
    Redrive(DuckDBConnection connection, Lock loadLock, Path objects, InstantSource clock) {
        this.connection = connection;
        this.loadLock = loadLock;
        this.manifests = new Manifests(objects);
        this.errors = new LoadErrors(connection, loadLock, clock);
        this.clock = clock;
    }

    /** Manifests that wait. */
    List<String> waiting() throws SQLException, IOException {
        List<String> waiting = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select 1 from redrives where manifest = ?")) {
            for (String manifest : manifests.names()) {
                query.setString(1, manifest);
                try (ResultSet noted = query.executeQuery()) {
                    if (!noted.next()) {
                        waiting.add(manifest);
                    }
                }
            }
        }
        return waiting;
    }

    /** Answers the rows that came. One that fails does not keep the others; the first failure is thrown after all were tried. */
    Redriven run(Copy copy) throws SQLException, IOException {
        int done = 0;
        long rows = 0;
        IOException failure = null;
        for (String manifest : waiting()) {
            loadLock.lock();
            try {
                long loaded = load(manifests.objects(manifest), copy);
                done += note(manifest, loaded);
                rows += loaded;
            } catch (SQLException | IOException e) {
                failure = failure == null ? new IOException(manifest + ": " + e.getMessage(), e) : failure;
            } finally {
                loadLock.unlock();
            }
        }
        if (failure != null) {
            throw failure;
        }
        return new Redriven(done, rows);
    }

    /** Each by itself, so that it is known which of them has failed; a manifest of ours names one. */
    private long load(List<String> objects, Copy copy) throws SQLException, IOException {
        long rows = 0;
        for (String object : objects) {
            try {
                rows += copy.load(List.of(object));
            } catch (IOException e) {
                errors.note(object, e);
                throw e;
            }
        }
        return rows;
    }

    /** Answers 1, or 0 when another noted it before. */
    private int note(String manifest, long loaded) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into redrives values (?, ?, ?) on conflict do nothing")) {
            insert.setString(1, manifest);
            insert.setObject(2, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
            insert.setLong(3, loaded);
            return insert.executeUpdate();
        }
    }
}

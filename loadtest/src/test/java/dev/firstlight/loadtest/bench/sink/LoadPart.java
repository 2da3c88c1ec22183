package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Figure;
import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.Rounds;
import dev.firstlight.loadtest.bench.sink.corpus.ShopEvents;
import dev.firstlight.loadtest.bench.sink.process.WarehouseProcess;
import dev.firstlight.sink.LooseRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast the local warehouse takes rows that it does not have, when it has millions: objects as the local Firehose leaves them are announced together,
 * as after a pause of the warehouse, and the time until all are loaded is taken.
 *
 * <p>The first objects are loaded as always; then the table is multiplied in SQL, each row under another identity and an earlier time of receipt, and opened
 * again: to load ten million would take minutes and show nothing else.
 */
final class LoadPart {

    private static final long SEED = 8;
    private static final int SEED_OBJECTS = 4;

    private static final String COUNT = "select count(*) from events";

    /** The first rows of the table again and again, a day earlier each time. */
    private static final String AGAIN = """
            insert into events select events.* replace (
              md5(events.dedup_id || '-' || copy) as dedup_id, events.received_at - copy * interval '1 day' as received_at)
            from events, range(%d, %d) as copies(copy) where events.rowid < %d""";

    /** Some hundred thousand rows in one statement go past the log into the file. */
    private static final long COPIES_AT_ONCE = 10;

    private final SinkRig rig;
    private final SinkExtent extent;
    private final Progress progress;
    private final Path warehouse;
    private final Path objects;
    private final Path waiting;

    LoadPart(SinkRig rig, SinkExtent extent, Progress progress) {
        this.rig = rig;
        this.extent = extent;
        this.progress = progress;
        this.warehouse = rig.directory().resolve("warehouse");
        this.objects = rig.directory().resolve("warehouse-objects");
        this.waiting = rig.directory().resolve("warehouse-waiting");
    }

    Figure run() throws IOException, InterruptedException {
        Files.createDirectories(objects);
        Files.createDirectories(waiting);
        LooseRows loose = new LooseRows();
        List<byte[]> rows = new ArrayList<>();
        for (ShopEvents.Made event : rig.events()) {
            rows.add(loose.row(event.value()));
        }
        ObjectMaker maker = new ObjectMaker(rows, SEED);
        make(maker, "seed", SEED_OBJECTS);
        try (WarehouseProcess process = open()) {
            progress.say("loading into an empty table: %,.0f rows/s", load(process));
        }
        long tableRows = multiply();
        List<Double> perSecond = new ArrayList<>();
        try (WarehouseProcess process = open()) {
            make(maker, "warm", extent.loadObjects());
            progress.say("warming up: %,.0f rows/s", load(process));
            process.startProfile();
            for (int round = 0; round < extent.rounds(); round++) {
                make(maker, "round-" + round, extent.loadObjects());
                perSecond.add(load(process));
                progress.say("round %d: %,.0f rows/s", round + 1, perSecond.get(round));
            }
            process.stopProfile(rig.directory().resolveSibling("profile-warehouse.collapsed"));
        }
        return SinkFigure.ROWS_MERGED_PER_SECOND.median(
                new Rounds(perSecond),
                "into %,d rows, %d objects of 16 MiB a round".formatted(tableRows, extent.loadObjects()));
    }

    private WarehouseProcess open() throws IOException, InterruptedException {
        return new WarehouseProcess(rig.directory(), warehouse, objects, rig.cores());
    }

    private long made;

    private void make(ObjectMaker maker, String name, int count) throws IOException {
        made = 0;
        for (int i = 0; i < count; i++) {
            made += maker.write(waiting.resolve(name + "-" + i + ".gz"));
        }
    }

    /** Rows a second; {@code NaN} unless every row became one. */
    private double load(WarehouseProcess process) throws IOException, InterruptedException {
        WarehouseProcess.Loaded loaded = process.load(waiting);
        return loaded.rows() == made ? loaded.perSecond() : Double.NaN;
    }

    private long multiply() throws IOException {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:" + warehouse.resolve("warehouse.duckdb"));
                Statement statement = database.createStatement()) {
            long there = count(statement);
            progress.say("making %,d rows of %,d", extent.tableRows(), there);
            statement.execute("set memory_limit = '2GiB'");
            for (long copy = 1; copy * there < extent.tableRows(); copy += COPIES_AT_ONCE) {
                statement.execute(AGAIN.formatted(copy, copy + COPIES_AT_ONCE, there));
                progress.say("%,d rows", (copy + COPIES_AT_ONCE) * there);
            }
            statement.execute("checkpoint");
            return count(statement);
        } catch (SQLException e) {
            throw new IOException("the table cannot be multiplied: " + e.getMessage(), e);
        }
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(COUNT)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

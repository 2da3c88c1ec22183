package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {

    @TempDir
    Path directory;

    private Database database;
    private Export export;

    @BeforeEach
    void open() throws Exception {
        WarehouseConfig config = new WarehouseConfig(
                directory.resolve("warehouse"), directory.resolve("objects"), Duration.ofSeconds(10));
        new Objects(config.objects()).writeRows("a.gz", 0, 10);
        database = new Database(config);
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        try (ObjectLoader loader = new ObjectLoader(database, config.objects(), InstantSource.system(), meters)) {
            loader.load(List.of("a.gz"));
        }
        export = new Export(database);
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    @Test
    void shouldHoldOneFileUntilItsReaderIsDoneWithIt() throws Exception {
        try (Export.Exported first = export.write("events", Export.Format.PARQUET)) {
            assertThatThrownBy(() -> export.write("ledger", Export.Format.CSV))
                    .hasMessage("another export is running; ask again");
            assertThat(database.exports()).isDirectoryContaining(first.file()::equals);
        }

        assertThat(database.exports()).isEmptyDirectory();
        Export.Exported second = export.write("ledger", Export.Format.CSV);
        second.close();
        second.close();
        try (Export.Exported third = export.write("ledger", Export.Format.CSV)) {
            assertThat(third.file()).exists();
            assertThatThrownBy(() -> export.write("ledger", Export.Format.CSV))
                    .as("a second close frees no second place")
                    .isInstanceOf(RefusedQueryException.class);
        }
    }

    @Test
    void shouldLeaveThePlaceFreeWhenNothingCouldBeWritten() throws Exception {
        assertThatThrownBy(() -> export.write("no_such_table", Export.Format.CSV))
                .isInstanceOf(RefusedQueryException.class);

        assertThat(database.exports()).isEmptyDirectory();
        export.write("events", Export.Format.CSV).close();
    }
}

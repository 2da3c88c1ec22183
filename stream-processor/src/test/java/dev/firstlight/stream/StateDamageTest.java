package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class StateDamageTest {

    @Test
    void shouldFindTheTaskWhoseFilesAreDamaged() {
        Throwable opening = new ProcessorStateException(
                "Error opening store claimed-events at location /mnt/2026_11/app/0_12/rocksdb/claimed-events",
                new RocksDBException(status(Status.Code.Corruption, Status.SubCode.None, "bad magic number")));
        Throwable reading = new StreamsException(
                "while processing",
                new ProcessorStateException("Error while getting value", opening.getCause()),
                new TaskId(0, 3));

        assertThat(StateDamage.in(opening)).isEqualTo(new StateDamage("0_12"));
        assertThat(StateDamage.in(reading)).isEqualTo(new StateDamage("0_3"));
        assertThat(StateDamage.in(Objects.requireNonNull(opening.getCause()))).isEqualTo(new StateDamage(null));
    }

    @Test
    void shouldNotDeleteStateForAnythingElse() {
        assertThat(StateDamage.in(new StreamsException("no Kafka"))).isNull();
        assertThat(StateDamage.in(ioError(Status.SubCode.NoSpace, "No space left on device")))
                .isNull();
        assertThat(StateDamage.in(ioError(Status.SubCode.None, "lock hold by current process")))
                .isNull();
        assertThat(StateDamage.in(ioError(Status.SubCode.None, "While open a file: Too many open files")))
                .isNull();
        assertThat(StateDamage.in(new RocksDBException(status(Status.Code.Busy, Status.SubCode.None, ""))))
                .isNull();
    }

    @Test
    void shouldNotDeleteStateForWhatTheMachineRefusesWhateverStatusThatComesWith() {
        for (String refused : List.of(
                "lock hold by current process, acquire time 1: /data/0_1/rocksdb/x/LOCK: No locks available",
                "While lock file: /data/0_1/rocksdb/x/LOCK: Resource temporarily unavailable",
                "While appending to file: /data/0_1/rocksdb/x/000012.log: No space left on device",
                "While open a file for random read: /data/0_1/rocksdb/x/000012.sst: Too many open files",
                "While mkdir if missing: /data/0_1/rocksdb/x: Permission denied",
                "While open a file for appending: /data/0_1/rocksdb/x/LOG: Read-only file system")) {
            assertThat(StateDamage.in(new RocksDBException(refused)))
                    .as(refused)
                    .isNull();
            assertThat(StateDamage.in(ioError(Status.SubCode.None, refused)))
                    .as(refused)
                    .isNull();
            assertThat(StateDamage.in(
                            new RocksDBException(status(Status.Code.InvalidArgument, Status.SubCode.None, refused))))
                    .as(refused)
                    .isNull();
        }
    }

    @Test
    void shouldTakeForDamageWhatComesWithoutAStatus() {
        String text = "Corruption: block checksum mismatch: stored = 1, computed = 2 in /data/0_1/rocksdb/x/000012.sst";

        assertThat(StateDamage.in(new RocksDBException(text))).isEqualTo(new StateDamage("0_1"));
    }

    @Test
    void shouldTakeAMissingFileForDamage() {
        assertThat(StateDamage.in(ioError(Status.SubCode.None, "000012.sst: No such file or directory")))
                .isEqualTo(new StateDamage(null));
    }

    private static RocksDBException ioError(Status.SubCode sub, String state) {
        return new RocksDBException(status(Status.Code.IOError, sub, state));
    }

    private static Status status(Status.Code code, Status.SubCode sub, String state) {
        return new Status(code, sub, state);
    }
}

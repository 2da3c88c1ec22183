package dev.firstlight.stream;

import dev.firstlight.stream.ids.DamagedIdsException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * What an exception of Kafka Streams says about files of the state that are not as they were written: flipped bytes, missing files. Every
 * block that RocksDB or a store of ids reads has a checksum, the changelog offsets among them, so damage is an exception and never an answer.
 *
 * @param task the task whose directory it is, as in {@code 0_3}, or none when nothing says which
 */
record StateDamage(@Nullable String task) {

    private static final int CAUSES_MAX = 20;

    /** As Kafka Streams has it; the directories above it may be named by numbers as well. */
    private static final Pattern TASK_DIRECTORY = Pattern.compile("[/\\\\](\\d+_\\d+)[/\\\\](?:rocksdb|ids)[/\\\\]");

    /** RocksDB's words for a directory in use (env/fs_posix.cc), and those of strerror(3) for what disk and system refuse. */
    private static final Pattern MACHINE = Pattern.compile(
            "lock hold by|[Ww]hile lock file|No locks available|No space left"
                    + "|Disk quota exceeded|Too many open files|Cannot allocate memory|Permission denied|Read-only file system");

    /** The damage, or none when the exception is about something else. */
    static @Nullable StateDamage in(Throwable thrown) {
        boolean isDamage = false;
        String task = null;
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            isDamage |= cause instanceof DamagedIdsException || cause instanceof RocksDBException e && isDamage(e);
            if (cause instanceof StreamsException e && e.taskId().isPresent()) {
                task = e.taskId().get().toString();
            }
            Matcher directory = TASK_DIRECTORY.matcher(String.valueOf(cause.getMessage()));
            if (task == null && directory.find()) {
                task = directory.group(1);
            }
            cause = cause.getCause();
        }
        return isDamage ? new StateDamage(task) : null;
    }

    /**
     * What the machine will not give is no damage: what is there is whole, and building it again would meet the same. Asked before the status,
     * for an exception may come without one, or as another kind of status than one would think.
     */
    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        String text = e.getMessage() + " " + (status == null ? "" : status.getState());
        if (MACHINE.matcher(text).find()) {
            return false;
        }
        if (status == null) {
            return true; // some ways of opening say no more than their text
        }
        return switch (status.getCode()) {
            case Corruption, InvalidArgument, NotFound, NotSupported -> true;
            case IOError -> status.getSubCode() != Status.SubCode.NoSpace;
            default -> false;
        };
    }
}

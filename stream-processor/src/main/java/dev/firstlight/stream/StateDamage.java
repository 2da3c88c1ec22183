package dev.firstlight.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * What an exception of Kafka Streams says about files of the state that are not as RocksDB had written them: flipped bytes, missing files.
 * Every block RocksDB reads has a checksum, the changelog offsets among them, so damage is an exception and never an answer.
 *
 * @param task the task whose directory it is, as in {@code 0_3}, or none when nothing says which
 */
record StateDamage(@Nullable String task) {

    private static final int CAUSES_MAX = 20;
    private static final Pattern TASK_DIRECTORY = Pattern.compile("[/\\\\](\\d+_\\d+)[/\\\\]");

    /** The damage, or none when the exception is about something else. */
    static @Nullable StateDamage in(Throwable thrown) {
        boolean isDamage = false;
        String task = null;
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            isDamage |= cause instanceof RocksDBException e && isDamage(e);
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

    /** A full disk, a lock or too many open files are no damage: what is there is whole, and building it again would meet the same. */
    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        if (status == null) {
            return true; // opening says only this much
        }
        return switch (status.getCode()) {
            case Corruption, InvalidArgument, NotFound, NotSupported -> true;
            case IOError -> {
                String text = status.getState() + " " + e.getMessage();
                yield status.getSubCode() != Status.SubCode.NoSpace
                        && !text.contains("No space left")
                        && !text.contains("lock")
                        && !text.contains("Too many open files");
            }
            default -> false;
        };
    }
}

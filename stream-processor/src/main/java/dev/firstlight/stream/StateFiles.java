package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka Streams keeps on disk: a directory per task. Deleting one costs its restoring from the changelogs and nothing else. Only while no
 * stream runs on it. Threads: one at a time.
 */
final class StateFiles {

    private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

    private final Path directory;
    private final ErrorLog errors = new ErrorLog(StateFiles.class);

    private StateFiles(Path directory) {
        this.directory = directory;
    }

    static StateFiles of(Properties streams) {
        return new StateFiles(Path.of(
                streams.getProperty(StreamsConfig.STATE_DIR_CONFIG),
                streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG)));
    }

    /** Deletes one task's state, or that of all when none is named; what cannot be deleted is an error line. */
    void delete(@Nullable String task) {
        try {
            for (Path found : tasks()) {
                if (task == null || found.endsWith(task)) {
                    deleteAll(found);
                }
            }
        } catch (IOException | UncheckedIOException e) { // the second is what walking a directory ends in
            errors.report("damaged state could not be deleted", e);
        }
    }

    private List<Path> tasks() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(
                            path -> TASK.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

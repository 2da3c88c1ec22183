package dev.firstlight.stream.ids;

import dev.firstlight.runtime.ErrorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The directory of one store's runs, and how they are named. Threads: one at a time. */
final class RunFiles {

    private static final String SUFFIX = ".ids";

    private final Path directory;
    private final FilterMemory memory;
    private final int tableIds;
    private final ErrorLog errors;
    private final long salt = new SplittableRandom().nextLong();
    private long next;

    RunFiles(Path directory, FilterMemory memory, int tableIds, ErrorLog errors) {
        this.directory = directory;
        this.memory = memory;
        this.tableIds = tableIds;
        this.errors = errors;
    }

    /** Of this process alone; see {@link IdTable}. */
    long salt() {
        return salt;
    }

    RunWriter writer(long generation, int level, long idsMax) throws IOException {
        return new RunWriter(nextFile(generation), level, idsMax, salt);
    }

    RunMerge merge(long generation, List<Run> from) throws IOException {
        return new RunMerge(from, nextFile(generation), salt);
    }

    Run open(String name) throws IOException {
        return open(directory.resolve(name));
    }

    Run open(Path file) throws IOException {
        return Run.open(file, memory);
    }

    /** Ids of a generation that wait in memory at most. */
    int tableIds() {
        return tableIds;
    }

    /** Merges that could not go on, for a disk that was full above all. They are begun anew with the next table. */
    void mergeFailed(IOException cause) {
        errors.report("runs of ids could not be merged; it is tried again", cause);
    }

    /** What a process that was killed has left. */
    void deleteAllBut(Set<String> names) throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(directory)) {
            found = all.filter(path -> !names.contains(path.getFileName().toString()))
                    .toList();
        }
        for (Path path : found) {
            Files.delete(path);
        }
    }

    private Path nextFile(long generation) {
        Path file;
        do {
            file = directory.resolve(generation + "-" + next++ + SUFFIX);
        } while (Files.exists(file));
        return file;
    }
}

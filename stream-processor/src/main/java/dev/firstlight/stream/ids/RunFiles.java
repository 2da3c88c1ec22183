package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of one store's runs, and how they are named. Threads: one at a time. */
final class RunFiles {

    private static final String SUFFIX = ".ids";

    private final Path directory;
    private final FilterMemory memory;
    private final long salt;
    private long next;

    RunFiles(Path directory, FilterMemory memory, long salt) {
        this.directory = directory;
        this.memory = memory;
        this.salt = salt;
    }

    /** Of this process alone; see {@link IdTable}. */
    long salt() {
        return salt;
    }

    RunWriter writer(long generation, int level, long idsMax) throws IOException {
        return new RunWriter(nextFile(generation), level, idsMax, salt, memory);
    }

    RunMerge merge(long generation, List<Run> from) throws IOException {
        return new RunMerge(from, nextFile(generation), salt, memory);
    }

    Run open(String name) throws IOException {
        return Run.open(directory.resolve(name), memory);
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

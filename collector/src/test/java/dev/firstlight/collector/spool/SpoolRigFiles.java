package dev.firstlight.collector.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a spool's directory. */
record SpoolRigFiles(Path directory) {

    Path only(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).toList();
            if (found.size() != 1) {
                throw new AssertionError("not one file: " + found);
            }
            return found.get(0);
        }
    }
}

package dev.firstlight.collector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the files of one reading looked, each just before it was read: what changes later is a change. Bounds: {@value #FILES_MAX} files; how
 * many more there were is in {@code unwatched}.
 */
record FileStamps(Map<Path, FileStamp> byFile, int unwatched) {

    /** Each is read at each look; a registry in more parts than this is one that a program writes, which can write one. */
    static final int FILES_MAX = 64;

    /** Takes note of the files of a reading, before each is read. Threads: one. */
    static final class Reading {

        private final Map<Path, FileStamp> byFile = new LinkedHashMap<>();
        private int unwatched;

        void begins(Path file) {
            if (byFile.size() < FILES_MAX) {
                byFile.computeIfAbsent(file, FileStamp::of);
            } else if (!byFile.containsKey(file)) {
                unwatched++;
            }
        }

        FileStamps stamps() {
            return new FileStamps(Map.copyOf(byFile), unwatched);
        }

        /** As {@link #stamps()}, and files of the reading before that are gone: they may come back. */
        FileStamps stampsAfter(FileStamps before) {
            before.byFile.keySet().stream().filter(file -> !Files.exists(file)).forEach(this::begins);
            return stamps();
        }
    }

    /** How the same files look now. */
    FileStamps again() {
        Map<Path, FileStamp> now = new LinkedHashMap<>();
        byFile.keySet().forEach(file -> now.put(file, FileStamp.of(file)));
        return new FileStamps(now, unwatched);
    }
}

package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some runs becoming one, a bounded part at a time. The runs stay as they are until it is done. Threads: one. */
final class RunMerge {

    private final List<Run> from;
    private final List<RunCursor> open = new ArrayList<>();
    private final RunWriter to;
    private long lastHi;
    private long lastLo;
    private boolean isFirst = true;

    RunMerge(List<Run> from, Path file, long salt, FilterMemory memory) throws IOException {
        this.from = List.copyOf(from);
        long ids = 0;
        for (Run run : from) {
            ids += run.count();
        }
        to = new RunWriter(file, from.get(0).level() + 1, ids, salt, memory);
        for (Run run : from) {
            RunCursor cursor = new RunCursor(run);
            if (cursor.next()) {
                open.add(cursor);
            }
        }
    }

    List<Run> from() {
        return from;
    }

    /** Goes on for so many ids; the run when it is done. */
    @Nullable
    Run goOn(int ids) throws IOException {
        for (int i = 0; i < ids && !open.isEmpty(); i++) {
            RunCursor least = least();
            if (isFirst || least.hi() != lastHi || least.lo() != lastLo) { // restoring may bring an id again
                to.add(least.hi(), least.lo());
            }
            isFirst = false;
            lastHi = least.hi();
            lastLo = least.lo();
            if (!least.next()) {
                open.remove(least);
            }
        }
        return open.isEmpty() ? to.finish() : null;
    }

    void abandon() throws IOException {
        to.abandon();
    }

    private RunCursor least() {
        RunCursor least = open.get(0);
        for (int i = 1; i < open.size(); i++) {
            RunCursor other = open.get(i);
            if (IdOrder.compare(other.hi(), other.lo(), least.hi(), least.lo()) < 0) {
                least = other;
            }
        }
        return least;
    }
}

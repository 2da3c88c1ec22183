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

    /** Begins; {@code file} is gone again when that fails. */
    RunMerge(List<Run> from, Path file, long salt) throws IOException {
        this.from = List.copyOf(from);
        to = new RunWriter(file, from.get(0).level() + 1, ids(from), salt);
        boolean isBegun = false;
        try {
            for (Run run : from) {
                RunCursor cursor = new RunCursor(run);
                if (cursor.next()) {
                    open.add(cursor);
                }
            }
            isBegun = true;
        } finally {
            if (!isBegun) {
                to.abandon();
            }
        }
    }

    static long ids(List<Run> runs) {
        return runs.stream().mapToLong(Run::count).sum();
    }

    List<Run> from() {
        return from;
    }

    /** Goes on for so many ids; the file of the new run when it is done. */
    @Nullable
    Path goOn(int ids) throws IOException {
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
        if (!open.isEmpty()) {
            return null;
        }
        to.finish();
        return to.file();
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

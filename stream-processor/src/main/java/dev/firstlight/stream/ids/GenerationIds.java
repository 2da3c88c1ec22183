package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of one generation: a table in memory and runs on disk. Threads: one at a time.
 *
 * <p>{@link #MERGED_TOGETHER} runs of a level become one of the next, in steps: each table that is written takes every merge on by twice a table's
 * ids. A merge at a level needs as many ids written as it reads before its level is full again, so it ends in half that time, and a level
 * never has more than twice {@link #MERGED_TOGETHER} runs. A table that is written costs some 10 ms with all of that.
 */
final class GenerationIds {

    /** More would be fewer copies of an id (one a level) and more runs to look into. */
    static final int MERGED_TOGETHER = 4;

    /** Of a run: beyond it, its filter is no array any more. More runs at the last level are what that costs. */
    private static final long RUN_IDS_MAX = 1L << 29;

    private final long number;
    private final RunFiles files;
    private final IdTable table;
    private final List<Run> runs = new ArrayList<>();
    private final List<RunMerge> merges = new ArrayList<>();

    GenerationIds(long number, RunFiles files) {
        this.number = number;
        this.files = files;
        table = new IdTable(files.tableIds(), files.salt());
    }

    /**
     * A run that was there at the start. One that was written because the table had to be, and not because it was full, goes back into it, or
     * each start would leave one more.
     */
    void own(Run run) throws IOException {
        runs.add(run); // from here on it is closed with the others
        if (run.level() > 0 || table.count() + run.count() >= files.tableIds()) {
            return;
        }
        RunCursor cursor = new RunCursor(run);
        while (cursor.next()) {
            table.add(cursor.hi(), cursor.lo());
        }
        runs.remove(run);
        run.delete();
    }

    boolean contains(long hi, long lo) throws IOException {
        if (table.contains(hi, lo)) {
            return true;
        }
        for (int i = runs.size() - 1; i >= 0; i--) { // the newest first: most repeats are near
            if (runs.get(i).contains(hi, lo)) {
                return true;
            }
        }
        return false;
    }

    /** May be there: then it is there once more until a merge has met both. */
    void add(long hi, long lo) throws IOException {
        if (table.isFull()) {
            writeTable();
            goOn();
        }
        table.add(hi, lo);
    }

    /** Ids, one that was restored twice maybe counted twice. */
    long count() {
        long count = table.count();
        for (Run run : runs) {
            count += run.count();
        }
        return count;
    }

    List<Run> runs() {
        return runs;
    }

    /** All of it in files that the disk has, and no merge left. */
    void writeAll() throws IOException {
        abandonMerges();
        if (table.count() > 0) {
            writeTable();
        }
        for (Run run : runs) {
            run.force();
        }
    }

    /** As many as can be closed; the first failure is thrown. */
    void close() throws IOException {
        try (Closing closing = new Closing()) {
            for (RunMerge merge : merges) {
                closing.then(merge::abandon);
            }
            for (Run run : runs) {
                closing.then(run::close);
            }
        }
        merges.clear();
    }

    void delete() throws IOException {
        try (Closing closing = new Closing()) {
            for (RunMerge merge : merges) {
                closing.then(merge::abandon);
            }
            for (Run run : runs) {
                closing.then(run::delete);
            }
        }
        merges.clear();
        runs.clear();
        table.shrink();
    }

    private void abandonMerges() throws IOException {
        for (RunMerge merge : merges) {
            merge.abandon();
        }
        merges.clear();
    }

    private void writeTable() throws IOException {
        long[] sorted = table.sorted();
        RunWriter writer = files.writer(number, 0, table.count());
        boolean isWritten = false;
        try {
            for (int i = 0; i < sorted.length; i += 2) {
                writer.add(sorted[i], sorted[i + 1]);
            }
            writer.finish();
            isWritten = true;
        } finally {
            if (!isWritten) {
                writer.abandon();
            }
        }
        runs.add(files.open(writer.file()));
        table.clear();
    }

    /**
     * Takes all merges on and begins those that are due. They are no must: one that fails, for want of room on the disk, is given up for now, and
     * all its ids are where they were.
     */
    void goOn() throws IOException {
        for (RunMerge merge : List.copyOf(merges)) {
            Path merged;
            try {
                merged = merge.goOn(2 * files.tableIds());
            } catch (IOException e) {
                files.mergeFailed(e);
                abandon(merge);
                continue;
            }
            if (merged != null) {
                replace(merge, merged);
            }
        }
        beginMerges();
    }

    /** The sources go first, and what their filters took with them. */
    private void replace(RunMerge merge, Path merged) throws IOException {
        merges.remove(merge);
        int place = runs.indexOf(merge.from().get(0));
        runs.removeAll(merge.from());
        try (Closing closing = new Closing()) {
            for (Run run : merge.from()) {
                closing.then(run::delete);
            }
        }
        runs.add(place, files.open(merged));
    }

    private void abandon(RunMerge merge) throws IOException {
        merges.remove(merge);
        merge.abandon();
    }

    private void beginMerges() throws IOException {
        int levels = 1 + runs.stream().mapToInt(Run::level).max().orElse(0);
        for (int level = 0; level < levels; level++) {
            List<Run> waiting = waitingAt(level);
            if (waiting.size() >= MERGED_TOGETHER) {
                begin(waiting.subList(0, MERGED_TOGETHER));
            }
        }
    }

    private void begin(List<Run> from) throws IOException {
        if (RunMerge.ids(from) <= RUN_IDS_MAX) {
            try {
                merges.add(files.merge(number, from));
            } catch (IOException e) {
                files.mergeFailed(e);
            }
        }
    }

    private List<Run> waitingAt(int level) {
        List<Run> waiting = new ArrayList<>();
        for (Run run : runs) {
            if (run.level() == level
                    && merges.stream().noneMatch(merge -> merge.from().contains(run))) {
                waiting.add(run);
            }
        }
        return waiting;
    }
}

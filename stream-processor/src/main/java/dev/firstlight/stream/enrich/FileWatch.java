package dev.firstlight.stream.enrich;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at each watched file once a minute, on a thread of its own that reads the changed ones. */
public final class FileWatch implements AutoCloseable {

    private static final Duration LOOK_EACH = Duration.ofMinutes(1);

    private final List<WatchedFile<?>> files = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(FileWatch::thread);

    public FileWatch() {
        thread.scheduleWithFixedDelay(this::look, LOOK_EACH.toMillis(), LOOK_EACH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The same file, watched from now on. */
    public <T> WatchedFile<T> watch(WatchedFile<T> file) {
        files.add(file);
        return file;
    }

    /** Looks at all now. Never throws: that would end the watch. */
    void look() {
        files.forEach(WatchedFile::look);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        Thread made = new Thread(task, "file-watch");
        made.setDaemon(true);
        return made;
    }
}

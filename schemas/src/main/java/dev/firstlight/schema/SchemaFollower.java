package dev.firstlight.schema;

import dev.firstlight.runtime.ErrorLog;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A source that never blocks: it answers what was there at the last look and looks again meanwhile, for readers that hold a transaction
 * and may not wait for seconds.
 *
 * <p>Threads: any asks; one daemon thread of its own reads, one read at a time. Failure: a Kafka that cannot be asked is an error line, and the
 * next question asks again.
 */
public final class SchemaFollower implements SchemaBook.Source, AutoCloseable {

    private final SchemaBook.Source source;
    private final ErrorLog errors;
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private final ExecutorService looking = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "schema-follower");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Map<Long, String> latest = Map.of();

    /** Looks once, here and now. */
    public SchemaFollower(SchemaBook.Source source, ErrorLog errors) {
        this.source = source;
        this.errors = errors;
        look();
    }

    @Override
    public Map<Long, String> published() {
        if (isLooking.compareAndSet(false, true)) {
            try {
                looking.execute(this::look);
            } catch (RejectedExecutionException e) {
                return latest; // closed
            }
        }
        return latest;
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void look() {
        try {
            latest = Map.copyOf(source.published());
        } catch (RuntimeException e) {
            errors.report("firstlight.schemas could not be read; what is published there is not known yet", e);
        } finally {
            isLooking.set(false);
        }
    }
}

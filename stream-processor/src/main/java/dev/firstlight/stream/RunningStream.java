package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * The running topology. Ready while all its threads run and their state is restored.
 *
 * <p>Failure: a thread that ends in an exception is replaced after a pause, its transaction aborted and its records read again; Kafka Streams
 * then restores what may hold more than was committed. State whose files are damaged would end every thread that opens it, so then the
 * whole client stops, the damaged task's directory is deleted, and it starts again, restoring that task from its changelog.
 *
 * <p>What no life of the topology mends is told to whoever made this, once, who has to end the process: an {@link Error} (memory, stack, a class
 * that does not load), since nothing says what state it left; damage that comes back more often than {@link RebuildBudget} allows, since the
 * process holds a directory and a name that one started anew, there or elsewhere, may do better with; a client that stopped by itself. Threads:
 * any; one of its own rebuilds.
 */
final class RunningStream implements AutoCloseable {

    /** The condition of readiness it answers for. */
    static final String CONDITION = "stream";

    static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private static final long PAUSE_MS = 1_000;
    private static final int CAUSES_MAX = 20;

    /** How it waits. */
    @FunctionalInterface
    interface Pause {
        /** False when there is no more to wait for, since the thread was interrupted. */
        boolean of(long ms);
    }

    private final Supplier<StreamClient> clients;
    private final StateFiles files;
    private final Readiness readiness;
    private final Meters meters;
    private final Consumer<String> whenDead;
    private final Pause pause;
    private final ErrorLog errors = new ErrorLog(RunningStream.class);
    private final RebuildBudget budget = new RebuildBudget(System.nanoTime());
    private final ExecutorService rebuilding = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "state-rebuild");
        thread.setDaemon(true);
        return thread;
    });

    private final Queue<StateDamage> damages = new ConcurrentLinkedQueue<>();

    /** The present life, written under the lock and read by its own threads, which must not wait for it: it is stopped under the lock. */
    private volatile @Nullable StreamClient client;

    /** A life that is to end because its state is damaged: its end is no news. */
    private volatile @Nullable StreamClient damaged;

    /** Said before the lock is taken, so that a rebuild that has it begins nothing more. */
    private volatile boolean isClosed;

    /** @param whenDead told why this cannot go on, on any thread and perhaps more than once; it must not block */
    RunningStream(
            Supplier<StreamClient> clients,
            StateFiles files,
            Readiness readiness,
            Meters meters,
            Consumer<String> whenDead) {
        this(clients, files, readiness, meters, whenDead, RunningStream::sleep);
    }

    RunningStream(
            Supplier<StreamClient> clients,
            StateFiles files,
            Readiness readiness,
            Meters meters,
            Consumer<String> whenDead,
            Pause pause) {
        this.clients = clients;
        this.files = files;
        this.readiness = readiness;
        this.meters = meters;
        this.whenDead = whenDead;
        this.pause = pause;
        readiness.expect(CONDITION, "starting");
        start();
    }

    /** Leaves the group, so that other instances take over now and a restart of this one need not wait. */
    @Override
    public void close() {
        isClosed = true;
        readiness.fails(CONDITION, "stopping");
        rebuilding.shutdownNow();
        synchronized (this) {
            StreamClient last = client;
            if (last != null && !last.stop(GroupMembershipOperation.LEAVE_GROUP, STOP_WITHIN)) {
                throw new IllegalStateException("the stream threads did not stop within " + STOP_WITHIN);
            }
        }
    }

    /** Kafka Streams opens what is on disk both here and on its threads. */
    private synchronized void start() {
        if (isClosed) {
            return;
        }
        StreamClient made = clients.get();
        client = made;
        try {
            made.start((now, before) -> changed(made, now), cause -> failed(made, cause));
        } catch (RuntimeException e) {
            StateDamage damage = StateDamage.in(e);
            if (damage == null) {
                throw e;
            }
            rebuildLater(made, damage, e);
        }
    }

    private void changed(StreamClient of, State now) {
        if (of != client) {
            return; // the last word of a life before this one
        }
        if (now == State.RUNNING) {
            readiness.holds(CONDITION);
        } else {
            readiness.fails(CONDITION, now.name().toLowerCase(Locale.ROOT));
        }
        if (now == State.ERROR && of != damaged) {
            die("the stream has stopped by itself");
        }
    }

    private StreamThreadExceptionResponse failed(StreamClient of, Throwable cause) {
        if (isError(cause)) {
            die("a stream thread ended in an error: " + cause); // first: what follows may need what is not there
            errors.report("a stream thread ended in an error; the process is to end", cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        StateDamage damage = StateDamage.in(cause);
        if (damage != null) {
            rebuildLater(of, damage, cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        meters.add(StreamMeter.THREADS_REPLACED);
        errors.report("a stream thread ended and is replaced", cause);
        pause.of(PAUSE_MS); // what ends it again at once must not become a busy loop
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isError(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof Error) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private void die(String why) {
        whenDead.accept(why);
        readiness.fails(CONDITION, why);
    }

    private void rebuildLater(StreamClient of, StateDamage damage, Throwable cause) {
        damaged = of;
        String which = damage.task() == null ? "all tasks" : "task " + damage.task();
        errors.report("the state of " + which + " is damaged on disk; it is deleted and restored from Kafka", cause);
        damages.add(damage);
        rebuildLater(of);
    }

    private void rebuildLater(StreamClient of) {
        try {
            rebuilding.execute(() -> rebuild(of));
        } catch (RejectedExecutionException e) {
            return; // stopping: the next start finds the same
        }
    }

    private void rebuild(StreamClient of) {
        try {
            if (!isCurrent(of)) {
                return; // another thread of the same client had met damage as well, and that was seen to
            }
            if (!budget.allowsOneMore(System.nanoTime())) {
                die("the state is damaged again and again: look at its disk");
            } else if (pause.of(budget.pauseMs())) {
                rebuildNow(of);
            }
        } catch (RuntimeException | Error e) {
            die("damaged state could not be rebuilt: " + e);
            errors.report("damaged state could not be rebuilt; the process is to end", e);
        }
    }

    private synchronized void rebuildNow(StreamClient of) {
        if (!isCurrent(of)) {
            return;
        }
        // Static members that stay in the group come back within their session and get their tasks again.
        if (!of.stop(GroupMembershipOperation.REMAIN_IN_GROUP, STOP_WITHIN)) {
            errors.report("the stream with damaged state does not stop in time; it is tried again");
            rebuildLater(of); // what it has open must not be deleted under it
            return;
        }
        if (isClosed) {
            return; // meanwhile: the next start finds the same
        }
        readiness.fails(CONDITION, "rebuilding damaged state");
        meters.add(StreamMeter.STATE_REBUILDS);
        for (StateDamage found = damages.poll(); found != null; found = damages.poll()) {
            files.delete(found.task());
        }
        startAgain();
    }

    private void startAgain() {
        try {
            start();
        } catch (RuntimeException e) {
            readiness.fails(CONDITION, "could not be started again after its damaged state was deleted");
            errors.report("the stream could not be started again; it is tried again", e);
            StreamClient failed = client;
            if (failed != null) {
                damaged = failed;
                rebuildLater(failed);
            }
        }
    }

    private synchronized boolean isCurrent(StreamClient of) {
        return !isClosed && of == client;
    }

    private static boolean sleep(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * The running topology. Ready while all its threads run and their state is restored.
 *
 * <p>Failure: a thread that ends in an exception is replaced after a pause, its transaction aborted and its records read again; Kafka Streams
 * then restores what may hold more than was committed. State whose files are damaged would end every thread that opens it, so then the
 * whole client stops, the damaged task's directory is deleted, and it starts again, restoring that task from its changelog; at most
 * {@value #REBUILDS_MAX} times with less than ten minutes between. One that ends in an {@link Error} (memory, stack) stops them all, since
 * nothing says what state it left. Threads: any; one of its own rebuilds.
 */
final class RunningStream implements AutoCloseable {

    /** The condition of readiness it answers for. */
    static final String CONDITION = "stream";

    static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private static final long PAUSE_MS = 1_000;
    private static final int REBUILDS_MAX = 10;
    private static final long REBUILDS_FORGOTTEN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Supplier<Topology> topology;
    private final Properties properties;
    private final StateFiles files;
    private final Readiness readiness;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(RunningStream.class);
    private final ExecutorService rebuilding = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "state-rebuild");
        thread.setDaemon(true);
        return thread;
    });

    private final Queue<StateDamage> damages = new ConcurrentLinkedQueue<>();
    private @Nullable KafkaStreams streams;
    private boolean isClosed;
    private int rebuilds;
    private long rebuiltAtNanos = System.nanoTime();

    RunningStream(
            Supplier<Topology> topology, Properties properties, StateFiles files, Readiness readiness, Meters meters) {
        this.topology = topology;
        this.properties = properties;
        this.files = files;
        this.readiness = readiness;
        this.meters = meters;
        readiness.expect(CONDITION, "starting");
        start();
    }

    /** Leaves the group, so that other instances take over now and a restart of this one need not wait. */
    @Override
    public void close() {
        readiness.fails(CONDITION, "stopping");
        rebuilding.shutdownNow();
        synchronized (this) {
            isClosed = true;
            if (streams != null && !stop(streams, GroupMembershipOperation.LEAVE_GROUP)) {
                throw new IllegalStateException("the stream threads did not stop within " + STOP_WITHIN);
            }
        }
    }

    /** Kafka Streams opens what is on disk both here and on its threads. */
    private synchronized void start() {
        if (isClosed) {
            return;
        }
        KafkaStreams made = new KafkaStreams(topology.get(), properties);
        streams = made;
        made.setStateListener((now, before) -> changed(now));
        made.setUncaughtExceptionHandler(cause -> failed(made, cause));
        try {
            made.start();
        } catch (RuntimeException e) {
            StateDamage damage = StateDamage.in(e);
            if (damage == null) {
                throw e;
            }
            rebuildLater(made, damage, e);
        }
    }

    private static boolean stop(KafkaStreams running, GroupMembershipOperation membership) {
        return running.close(CloseOptions.groupMembershipOperation(membership).withTimeout(STOP_WITHIN));
    }

    private void changed(KafkaStreams.State now) {
        if (now == KafkaStreams.State.RUNNING) {
            readiness.holds(CONDITION);
        } else {
            readiness.fails(CONDITION, now.name().toLowerCase(Locale.ROOT));
        }
    }

    private StreamThreadExceptionResponse failed(KafkaStreams of, Throwable cause) {
        if (cause instanceof Error || cause.getCause() instanceof Error) {
            errors.report("a stream thread ended in an error; all are stopped", cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        StateDamage damage = StateDamage.in(cause);
        if (damage != null) {
            rebuildLater(of, damage, cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        meters.add(StreamMeter.THREADS_REPLACED);
        errors.report("a stream thread ended and is replaced", cause);
        pause(PAUSE_MS); // what ends it again at once must not become a busy loop
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void rebuildLater(KafkaStreams of, StateDamage damage, Throwable cause) {
        String which = damage.task() == null ? "all tasks" : "task " + damage.task();
        errors.report("the state of " + which + " is damaged on disk; it is deleted and restored from Kafka", cause);
        damages.add(damage);
        try {
            rebuilding.execute(() -> rebuild(of));
        } catch (RejectedExecutionException e) {
            return; // stopping: the next start finds the same
        }
    }

    private void rebuild(KafkaStreams of) {
        if (!isCurrent(of)) {
            return; // another thread of the same client had met damage as well, and that was seen to
        }
        if (!mayRebuild()) {
            readiness.fails(CONDITION, "the state was damaged " + rebuilds + " times in a row: look at its disk");
            errors.report("the state is damaged again and again; the stream stays stopped: look at its disk");
            return;
        }
        pause(PAUSE_MS * Math.min(30, 1L << (rebuilds - 1)));
        synchronized (this) {
            if (isClosed || of != streams) {
                return;
            }
            // Static members that stay in the group come back within their session and get their tasks again.
            if (!stop(of, GroupMembershipOperation.REMAIN_IN_GROUP)) {
                errors.report("the stream with damaged state does not stop in time; it is tried again");
                rebuilding.execute(() -> rebuild(of)); // what it has open must not be deleted under it
                return;
            }
            readiness.fails(CONDITION, "rebuilding damaged state");
            meters.add(StreamMeter.STATE_REBUILDS);
            for (StateDamage found = damages.poll(); found != null; found = damages.poll()) {
                files.delete(found.task());
            }
            try {
                start();
            } catch (RuntimeException e) {
                readiness.fails(CONDITION, "could not be started again after its damaged state was deleted");
                errors.report("the stream could not be started again; it is tried again", e);
                KafkaStreams failed = streams;
                if (failed != null) {
                    rebuilding.execute(() -> rebuild(failed));
                }
            }
        }
    }

    private synchronized boolean isCurrent(KafkaStreams of) {
        return !isClosed && of == streams;
    }

    private boolean mayRebuild() {
        long now = System.nanoTime();
        if (now - rebuiltAtNanos > REBUILDS_FORGOTTEN_AFTER_NANOS) {
            rebuilds = 0;
        }
        rebuiltAtNanos = now;
        rebuilds++;
        return rebuilds <= REBUILDS_MAX;
    }

    private static void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

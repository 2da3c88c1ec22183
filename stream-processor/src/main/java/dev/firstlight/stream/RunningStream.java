package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The running topology. Ready while all its threads run and their state is restored.
 *
 * <p>Failure: a thread that ends in an exception is replaced after a pause, its transaction aborted and its records read again; one that
 * ends in an {@link Error} (memory, stack) stops them all, since nothing says what state it left.
 */
final class RunningStream implements AutoCloseable {

    /** The condition of readiness it answers for. */
    static final String CONDITION = "stream";

    static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private static final long PAUSE_MS = 1_000;

    private final KafkaStreams streams;
    private final Readiness readiness;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(RunningStream.class);

    RunningStream(Topology topology, Properties properties, Readiness readiness, Meters meters) {
        this.readiness = readiness;
        this.meters = meters;
        readiness.expect(CONDITION, "starting");
        streams = new KafkaStreams(topology, properties);
        streams.setStateListener((now, before) -> changed(now));
        streams.setUncaughtExceptionHandler(this::failed);
        streams.start();
    }

    /** Leaves the group, so that other instances take over now and a restart of this one need not wait. */
    @Override
    public void close() {
        readiness.fails(CONDITION, "stopping");
        boolean isStopped =
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(STOP_WITHIN));
        if (!isStopped) {
            throw new IllegalStateException("the stream threads did not stop within " + STOP_WITHIN);
        }
    }

    private void changed(KafkaStreams.State now) {
        if (now == KafkaStreams.State.RUNNING) {
            readiness.holds(CONDITION);
        } else {
            readiness.fails(CONDITION, now.name().toLowerCase(Locale.ROOT));
        }
    }

    private StreamThreadExceptionResponse failed(Throwable cause) {
        if (cause instanceof Error || cause.getCause() instanceof Error) {
            errors.report("a stream thread ended in an error; all are stopped", cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        meters.add(StreamMeter.THREADS_REPLACED);
        errors.report("a stream thread ended and is replaced", cause);
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS); // what ends it again at once must not become a busy loop
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}

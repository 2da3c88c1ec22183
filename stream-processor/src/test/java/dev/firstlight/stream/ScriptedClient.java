package dev.firstlight.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.KafkaStreams.StateListener;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** A life of the topology that does what its test says; as Kafka Streams has it, one that is told to shut down ends in ERROR. */
final class ScriptedClient implements StreamClient {

    /** How it was stopped, each time. */
    final List<GroupMembershipOperation> stops = new CopyOnWriteArrayList<>();

    /** What stopping answers first; after that it stops in time. */
    final Queue<Boolean> stopsInTimeFirst = new ArrayDeque<>();

    /** Done while it stops. */
    volatile Runnable whileStopping = () -> {};

    private final Consumer<ScriptedClient> whenStarted;
    private final @Nullable RuntimeException atStart;
    private @Nullable StateListener changes;
    private @Nullable StreamsUncaughtExceptionHandler failures;

    ScriptedClient(Consumer<ScriptedClient> whenStarted, @Nullable RuntimeException atStart) {
        this.whenStarted = whenStarted;
        this.atStart = atStart;
    }

    @Override
    public void start(StateListener listener, StreamsUncaughtExceptionHandler handler) {
        changes = listener;
        failures = handler;
        whenStarted.accept(this);
        if (atStart != null) {
            throw atStart;
        }
    }

    @Override
    public boolean stop(GroupMembershipOperation membership, Duration within) {
        stops.add(membership);
        whileStopping.run();
        return Objects.requireNonNullElse(stopsInTimeFirst.poll(), true);
    }

    /** One of its threads ends. */
    StreamThreadExceptionResponse endThread(Throwable cause) {
        StreamThreadExceptionResponse response =
                Objects.requireNonNull(failures).handle(cause);
        if (response == StreamThreadExceptionResponse.SHUTDOWN_CLIENT) {
            become(State.ERROR);
        }
        return response;
    }

    void become(State state) {
        Objects.requireNonNull(changes).onChange(state, State.RUNNING);
    }
}

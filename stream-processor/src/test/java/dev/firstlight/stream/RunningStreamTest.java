package dev.firstlight.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What becomes of the process when its stream does not go on: a thread is replaced, damaged state is rebuilt, or the process is to end. */
@Timeout(60)
class RunningStreamTest {

    private static final long SOON_SECONDS = 30;

    @TempDir
    Path directory;

    private final BlockingQueue<ScriptedClient> started = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> dead = new LinkedBlockingQueue<>();
    private final List<Long> pauses = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayRebuild = new CountDownLatch(1);
    private final Readiness readiness = new Readiness();
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final AtomicReference<@Nullable RuntimeException> atNextStart = new AtomicReference<>();
    private final AtomicReference<@Nullable Error> atNextMaking = new AtomicReference<>();
    private volatile Runnable afterPause = () -> {};
    private RunningStream stream;

    @BeforeEach
    void start() throws Exception {
        for (String task : List.of("0_0", "0_1", "0_2")) {
            Files.createDirectories(state().resolve(task).resolve("rocksdb"));
        }
        stream = stream();
    }

    @AfterEach
    void stop() {
        mayRebuild.countDown();
        stream.close();
    }

    @Test
    void shouldHaveTheProcessEndWhenAThreadEndsInAnError() throws Exception {
        ScriptedClient client = next();
        client.become(State.RUNNING);
        assertThat(readiness.isReady()).isTrue();

        assertThat(client.endThread(new OutOfMemoryError("scripted"))).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(whyItIsToEnd()).contains("OutOfMemoryError");
        assertThat(readiness.isReady()).isFalse();
        assertThat(started).isEmpty();
    }

    @Test
    void shouldFindTheErrorThatStreamsHasWrappedInWhateverItWrapsThingsIn() throws Exception {
        Throwable wrapped = new StreamsException(
                "task", new StreamsException("node", new IllegalStateException(new StackOverflowError("scripted"))));

        assertThat(next().endThread(wrapped)).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(whyItIsToEnd()).contains("ended in an error");
    }

    @Test
    void shouldHaveTheProcessEndWhenTheStreamStopsByItself() throws Exception {
        next().become(State.ERROR);

        assertThat(whyItIsToEnd()).contains("stopped by itself");
    }

    @Test
    void shouldReplaceAThreadThatEndsInAnExceptionAfterAPause() throws Exception {
        mayRebuild.countDown();

        assertThat(next().endThread(new StreamsException("a bug"))).isEqualTo(REPLACE_THREAD);

        assertThat(meters.count(StreamMeter.THREADS_REPLACED)).isOne();
        assertThat(pauses).hasSize(1);
        assertThat(dead).isEmpty();
    }

    @Test
    void shouldDeleteTheStateOfTheDamagedTaskAloneAndStartAgain() throws Exception {
        ScriptedClient first = next();
        mayRebuild.countDown();

        assertThat(first.endThread(damageOf(1))).isEqualTo(SHUTDOWN_CLIENT);
        ScriptedClient second = next();
        second.become(State.RUNNING);

        assertThat(first.stops).containsExactly(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(tasks()).containsExactly("0_0", "0_2");
        assertThat(meters.count(StreamMeter.STATE_REBUILDS)).isOne();
        assertThat(readiness.isReady()).isTrue();
        assertThat(dead).isEmpty();
    }

    @Test
    void shouldStartAgainOnceWhenTwoThreadsMeetDamage() throws Exception {
        ScriptedClient first = next();
        first.endThread(damageOf(0));
        first.endThread(damageOf(2));
        mayRebuild.countDown();

        ScriptedClient second = next();
        assertThat(tasks()).containsExactly("0_1");
        second.endThread(damageOf(1));
        next(); // behind whatever else was to be rebuilt

        assertThat(first.stops).hasSize(1);
        assertThat(second.stops).hasSize(1);
        assertThat(meters.count(StreamMeter.STATE_REBUILDS)).isEqualTo(2);
        assertThat(started).isEmpty();
    }

    @Test
    void shouldDeleteNothingUnderAStreamThatDoesNotStopInTimeAndAskItAgain() throws Exception {
        ScriptedClient first = next();
        first.stopsInTimeFirst.addAll(List.of(false, false));
        List<List<String>> tasksAtPauses = new CopyOnWriteArrayList<>();
        afterPause = () -> tasksAtPauses.add(tasks());
        first.endThread(damageOf(1));
        mayRebuild.countDown();

        next();

        assertThat(first.stops).hasSize(3).containsOnly(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(tasksAtPauses).hasSize(3).containsOnly(List.of("0_0", "0_1", "0_2"));
        assertThat(tasks()).containsExactly("0_0", "0_2");
        assertThat(meters.count(StreamMeter.STATE_REBUILDS)).isOne();
        assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L);
    }

    @Test
    void shouldHaveTheProcessEndWhenDamageComesBackAgainAndAgain() throws Exception {
        mayRebuild.countDown();
        for (int i = 0; i <= RebuildBudget.REBUILDS_MAX; i++) {
            next().endThread(damageOf(1));
        }

        assertThat(whyItIsToEnd()).contains("look at its disk");
        assertThat(meters.count(StreamMeter.STATE_REBUILDS)).isEqualTo(RebuildBudget.REBUILDS_MAX);
        assertThat(started).isEmpty();
        assertThat(readiness.isReady()).isFalse();
    }

    @Test
    void shouldHaveTheProcessEndWhenAStreamThatCannotBeStoppedHoldsItsDamagedState() throws Exception {
        ScriptedClient first = next();
        for (int i = 0; i < RebuildBudget.REBUILDS_MAX; i++) {
            first.stopsInTimeFirst.add(false);
        }
        mayRebuild.countDown();

        first.endThread(damageOf(1));

        assertThat(whyItIsToEnd()).contains("look at its disk");
        assertThat(tasks()).hasSize(3);
        assertThat(started).isEmpty();
    }

    @Test
    void shouldRebuildWhatIsFoundDamagedAtStart() throws Exception {
        next();
        stream.close();
        mayRebuild.countDown();
        atNextStart.set(damageOf(0));

        stream = stream();

        next();
        next().become(State.RUNNING);
        assertThat(tasks()).containsExactly("0_1", "0_2");
        assertThat(readiness.isReady()).isTrue();
        assertThat(dead).isEmpty();
    }

    @Test
    void shouldHaveTheProcessEndWhenRebuildingEndsInAnError() throws Exception {
        ScriptedClient first = next();
        atNextMaking.set(new StackOverflowError("scripted"));
        mayRebuild.countDown();

        first.endThread(damageOf(1));

        assertThat(whyItIsToEnd()).contains("could not be rebuilt");
    }

    @Test
    void shouldNotStartAgainWhatIsClosedWhileItWaits() throws Exception {
        ScriptedClient first = next();
        first.endThread(damageOf(1));

        stream.close();
        mayRebuild.countDown();

        assertThat(first.stops).containsExactly(GroupMembershipOperation.LEAVE_GROUP);
        assertThat(started).isEmpty();
        assertThat(tasks()).hasSize(3);
    }

    @Test
    void shouldNotStartAgainWhatIsClosedWhileItsDamagedLifeStops() throws Exception {
        ScriptedClient first = next();
        CountDownLatch closing = new CountDownLatch(1);
        first.whileStopping = () -> {
            first.whileStopping = () -> {};
            closing.countDown();
            awaitStopping();
        };
        mayRebuild.countDown();
        first.endThread(damageOf(1));

        closing.await();
        stream.close();

        assertThat(first.stops)
                .containsExactly(GroupMembershipOperation.REMAIN_IN_GROUP, GroupMembershipOperation.LEAVE_GROUP);
        assertThat(started).isEmpty();
        assertThat(dead).isEmpty();
        assertThat(tasks()).hasSize(3);
    }

    @Test
    void shouldNotBeToldByAStreamThatIsGone() throws Exception {
        ScriptedClient first = next();
        mayRebuild.countDown();
        first.endThread(damageOf(1));
        next().become(State.RUNNING);

        first.become(State.ERROR);

        assertThat(readiness.isReady()).isTrue();
        assertThat(dead).isEmpty();
    }

    private RunningStream stream() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        return new RunningStream(this::make, StateFiles.of(properties), readiness, meters, dead::add, this::pause);
    }

    private StreamClient make() {
        Error error = atNextMaking.getAndSet(null);
        if (error != null) {
            throw error;
        }
        return new ScriptedClient(started::add, atNextStart.getAndSet(null));
    }

    private boolean pause(long ms) {
        pauses.add(ms);
        try {
            mayRebuild.await();
        } catch (InterruptedException e) {
            return false;
        }
        afterPause.run();
        return true;
    }

    /** Whatever interrupts. */
    private void awaitStopping() {
        while (!"stopping".equals(readiness.missing().get(RunningStream.CONDITION))) {
            Thread.onSpinWait();
        }
    }

    private String whyItIsToEnd() throws InterruptedException {
        return Objects.requireNonNull(dead.poll(SOON_SECONDS, TimeUnit.SECONDS), "nobody was told");
    }

    /** The life that was started next. */
    private ScriptedClient next() throws InterruptedException {
        return Objects.requireNonNull(started.poll(SOON_SECONDS, TimeUnit.SECONDS), "none was started");
    }

    private Path state() {
        return directory.resolve("app");
    }

    private List<String> tasks() {
        try (Stream<Path> found = Files.list(state())) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException damageOf(int partition) {
        Status status = new Status(Status.Code.Corruption, Status.SubCode.None, "block checksum mismatch");
        return new StreamsException(
                "while processing",
                new ProcessorStateException("while reading", new RocksDBException(status)),
                new TaskId(0, partition));
    }
}

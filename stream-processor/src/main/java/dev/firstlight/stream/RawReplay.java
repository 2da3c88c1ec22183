package dev.firstlight.stream;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaFollower;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.ids.FilterMemory;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The same topology once more over a time of the raw log, as an application of its own that ends: events alone come out, into a topic of the
 * caller's choice. Its claims begin empty, so what repeats within the time collapses, and an identity that was first seen before it comes out
 * again.
 *
 * <p>Threads: the caller's waits and tells; Streams has its own. Failure: the first exception ends it all, for a replay can be begun anew;
 * what was committed until then stands in the topic. Leaves nothing behind: state, changelogs and consumer group go, unless the
 * process is killed.
 */
public final class RawReplay {

    /**
     * What to do.
     *
     * @param from when the log took the first record, inclusive
     * @param to exclusive
     * @param topic full name of the topic for the events, which is there
     */
    public record Wanted(Instant from, Instant to, String topic) {}

    /** How far it is, in records of the raw log. */
    public record Progress(long done, long of) {}

    /** What became of it. */
    public record Result(long records, long events, long repeated, long refused) {}

    private static final String APPLICATION = "firstlight-replay-";
    private static final Duration LOOK_EACH = Duration.ofMillis(250);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    /** Longer than a start with its user agents takes; beyond it something is wrong that nobody said. */
    private static final Duration STANDS_STILL_AFTER = Duration.ofMinutes(2);

    private final StreamProcessorConfig config;
    private final Wanted wanted;
    private final Consumer<Progress> progress;
    private final String application;
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private volatile boolean isFailed;

    private RawReplay(StreamProcessorConfig config, Wanted wanted, Consumer<Progress> progress) {
        this.config = config;
        this.wanted = wanted;
        this.progress = progress;
        this.application = config.kafka().topicPrefix()
                + APPLICATION
                + InstantSource.system().millis();
    }

    /**
     * Replays, and returns when all of it is committed.
     *
     * @param progress told about four times a second, on this thread
     * @throws CannotStartException when it cannot be brought to its end; the message is a sentence for people
     */
    public static Result run(StreamProcessorConfig config, Wanted wanted, Consumer<Progress> progress) {
        RawReplay replay = new RawReplay(config, wanted, progress);
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            return replay.run(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new CannotStartException("Kafka did not do what the replay needs: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("the replay was interrupted", e);
        }
    }

    private Result run(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        RawRange range = RawRange.of(admin, config.kafka().nameOf(Topic.RAW), wanted.from(), wanted.to());
        if (range.records() == 0) {
            return new Result(0, 0, 0, 0);
        }
        ReplayGroup group = new ReplayGroup(admin, application);
        Path state = stateDirectory();
        try (Service service = Service.named(application)) {
            group.begin(range);
            KafkaStreams streams = streams(service, state, range);
            awaitEnd(group, range);
            refuseToForget();
            stop(streams);
        } finally {
            delete(state);
            group.remove();
        }
        return new Result(
                range.records(),
                meters.count(StreamMeter.EVENTS_UNIQUE),
                meters.count(StreamMeter.EVENTS_REPEATED),
                meters.count(StreamMeter.REFUSED) + meters.count(StreamMeter.EVENTS_REFUSED_AT_EDGE));
    }

    private KafkaStreams streams(Service service, Path state, RawRange range) {
        RocksMemory memory = service.own(
                "state-memory", STOP_WITHIN, new RocksMemory(config.stream().stateMemoryBytes() / 2));
        ErrorLog errors = new ErrorLog(RawReplay.class);
        AddressKeys keys = new AddressKeys(config.enrich().keysDirectory(), InstantSource.system());
        List<Enrichment> enrichments = Enrichments.of(config, keys, service, meters, errors);
        PlanInForce plan = service.own(
                "plan", STOP_WITHIN, new PlanInForce(config.plan(), InstantSource.system(), meters, errors));
        TopicStart.await(config.kafka(), List.of(Topic.RAW, Topic.SCHEMAS), List.of(Event.getClassSchema()));
        SchemaFollower schemas =
                service.own("schemas", STOP_WITHIN, new SchemaFollower(new SchemaTopic(config.kafka()), errors));
        SchemaBook book = new SchemaBook(schemas, InstantSource.system(), LOOK_EACH);
        Outputs outputs =
                new Outputs(wanted.topic(), config.events().writer(wanted.topic(), book), range.endsByNumber());
        KafkaStreams streams = service.own(
                "stream",
                STOP_WITHIN.plus(STOP_WITHIN),
                new KafkaStreams(
                        PipelineTopology.of(
                                config.kafka(),
                                plan,
                                config.decode(),
                                config.claim(),
                                book,
                                keys,
                                enrichments,
                                FilterMemory.within(config.stream().stateMemoryBytes() / 2),
                                meters,
                                errors,
                                outputs),
                        properties(state, memory)));
        streams.setUncaughtExceptionHandler(cause -> {
            errors.report("the replay ends", cause);
            isFailed = true;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return streams;
    }

    private Properties properties(Path state, RocksMemory memory) {
        Properties p = StreamsProperties.of(config.kafka(), config.stream(), memory);
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        p.put(StreamsConfig.CLIENT_ID_CONFIG, application);
        p.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0); // there is one of it, and it does not come back
        p.remove(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        return p;
    }

    private void awaitEnd(ReplayGroup group, RawRange range)
            throws InterruptedException, ExecutionException, TimeoutException {
        long of = range.records();
        long done = -1;
        long movedNanos = System.nanoTime();
        while (done < of) {
            if (isFailed || System.nanoTime() - movedNanos > STANDS_STILL_AFTER.toNanos()) {
                throw new CannotStartException(
                        "the replay " + (isFailed ? "failed" : "stands still") + " after " + Math.max(0, done) + " of "
                                + of + " records; what it wrote until then is in " + wanted.topic(),
                        null);
            }
            long now = range.recordsUpTo(group.committed());
            if (now > done) {
                done = now;
                movedNanos = System.nanoTime();
            }
            progress.accept(new Progress(done, of));
            TimeUnit.MILLISECONDS.sleep(done < of ? LOOK_EACH.toMillis() : 0);
        }
    }

    /** Packs that wait for a schema would go with the state, unseen. */
    private void refuseToForget() {
        long waiting = meters.count(StreamMeter.RAW_PACKS_WITHOUT_SCHEMA);
        if (waiting > 0) {
            throw new CannotStartException(
                    waiting
                            + " packs of that time have a writer's schema that firstlight.schemas did not have; all else is in "
                            + wanted.topic(),
                    null);
        }
    }

    private static void stop(KafkaStreams streams) {
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(STOP_WITHIN));
    }

    private static Path stateDirectory() {
        try {
            return Files.createTempDirectory("firstlight-replay-");
        } catch (IOException e) {
            throw new CannotStartException("there is no place for the state of a replay: " + e.getMessage(), e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state of the replay stays behind in " + directory, e);
        }
    }
}

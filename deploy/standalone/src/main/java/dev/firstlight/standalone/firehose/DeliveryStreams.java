package dev.firstlight.standalone.firehose;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All delivery streams of one data directory: {@code <directory>/<stream>/definition.json} and the stream's buffers beside it.
 *
 * <p>Opening takes up what an earlier process left; closing seals every buffer and writes its object, so that nothing waits but
 * what could not be written. Threads: any may call; one of its own seals by age and writes objects for all streams.
 */
public final class DeliveryStreams implements Firehose, AutoCloseable {

    /** More are refused (LimitExceededException): each may hold buffers on disk. */
    static final int STREAMS_MAX = 50;

    private static final long STOP_MS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryStreams.class);

    private final Path directory;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(DeliveryStreams.class);
    private final StreamDefinitions definitions = new StreamDefinitions(new ObjectMapper());
    private final ConcurrentNavigableMap<String, DeliveryStream> streams = new ConcurrentSkipListMap<>();
    private final ScheduledThreadPoolExecutor delivering;

    /** Opens {@code directory}, makes it when it is not there, and begins to deliver what it holds. */
    public DeliveryStreams(Path directory, ObjectStore objects, InstantSource clock, Meters meters) {
        this.directory = directory;
        this.objects = objects;
        this.clock = clock;
        this.meters = meters;
        this.delivering = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "firehose-delivering");
            thread.setDaemon(true);
            return thread;
        });
        delivering.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            takeUp();
        } catch (IOException e) {
            delivering.shutdown();
            throw new UncheckedIOException("the delivery streams in " + directory + " cannot be opened", e);
        }
        meters.gauge(StandaloneMeter.FIREHOSE_BUFFERS_WAITING, () -> streams.values().stream()
                .mapToLong(DeliveryStream::waitingCount)
                .sum());
    }

    @Override
    public List<Outcome> put(String stream, List<byte[]> records) throws RefusedCallException {
        List<Outcome> outcomes = stream(stream).put(records);
        meters.add(
                StandaloneMeter.FIREHOSE_RECORDS_ACCEPTED,
                outcomes.stream().filter(outcome -> outcome.error() == null).count());
        return outcomes;
    }

    @Override
    public synchronized void create(StreamDefinition definition) throws RefusedCallException {
        String name = definition.name();
        if (streams.containsKey(name)) {
            throw new RefusedCallException(
                    FirehoseError.RESOURCE_IN_USE, "Firehose " + name + " under accountId 000000000000 already exists");
        }
        if (streams.size() >= STREAMS_MAX) {
            throw new RefusedCallException(
                    FirehoseError.LIMIT_EXCEEDED, "at most " + STREAMS_MAX + " delivery streams can be made here");
        }
        try {
            Path home = Files.createDirectories(directory.resolve(name));
            definitions.write(definition, home);
            streams.put(name, open(definition, home));
        } catch (IOException e) {
            errors.report("a delivery stream cannot be made", e);
            throw new RefusedCallException(
                    FirehoseError.SERVICE_UNAVAILABLE, "The stream's definition cannot be written.");
        }
    }

    /** Makes the stream unless it is there; one that is there keeps its definition. */
    public void ensure(StreamDefinition definition) {
        try {
            create(definition);
        } catch (RefusedCallException e) {
            if (e.error() != FirehoseError.RESOURCE_IN_USE) {
                throw new IllegalStateException("the delivery stream " + definition.name() + " cannot be made", e);
            }
        }
    }

    @Override
    public StreamDefinition describe(String stream) throws RefusedCallException {
        return stream(stream).definition();
    }

    @Override
    public List<String> names() {
        return List.copyOf(streams.keySet());
    }

    /** Since when the oldest record that is in no object waits, epoch milliseconds; {@code Long.MAX_VALUE} when none does. */
    public long bufferedSinceMs() {
        return streams.values().stream()
                .mapToLong(DeliveryStream::bufferedSinceMs)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Delivers everything; call it when no more puts can come. What cannot be written now stays for the next start. */
    @Override
    public void close() {
        streams.values().forEach(DeliveryStream::finish);
        delivering.shutdown();
        try {
            if (!delivering.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("an object is still being written; buffers are kept for the next start");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        streams.values().forEach(DeliveryStream::deliver);
    }

    private void takeUp() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> homes = Files.list(directory)) {
            for (Path home : homes.filter(StreamDefinitions::isHome).toList()) {
                StreamDefinition definition = definitions.read(home);
                DeliveryStream stream = open(definition, home);
                streams.put(definition.name(), stream);
                if (stream.waitingCount() > 0) {
                    LOG.info("{}: takes up {} buffers of an earlier run", definition.name(), stream.waitingCount());
                    delivering.execute(stream::deliver);
                }
            }
        }
    }

    private DeliveryStream open(StreamDefinition definition, Path home) throws IOException {
        return new DeliveryStream(definition, home, objects, delivering, clock, meters, errors);
    }

    private DeliveryStream stream(String name) throws RefusedCallException {
        DeliveryStream stream = streams.get(name);
        if (stream == null) {
            throw new RefusedCallException(
                    FirehoseError.RESOURCE_NOT_FOUND, "Firehose " + name + " under account 000000000000 not found.");
        }
        return stream;
    }
}

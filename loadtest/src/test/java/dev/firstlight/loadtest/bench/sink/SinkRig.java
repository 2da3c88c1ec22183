package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.process.BrokerProcess;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.sink.corpus.EventFlow;
import dev.firstlight.loadtest.bench.sink.corpus.EventPieces;
import dev.firstlight.loadtest.bench.sink.corpus.FirehoseStandIn;
import dev.firstlight.loadtest.bench.sink.corpus.ShopEvents;
import dev.firstlight.loadtest.bench.sink.process.PollWriteProcess;
import dev.firstlight.loadtest.bench.sink.process.SinkProcess;
import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.standalone.up.KeyKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of the benchmark share: the events of the shop, a broker and Firehose's stand-in, the last two started by whoever needs them first. Threads: the
 * benchmark's.
 */
final class SinkRig implements AutoCloseable {

    /** As {@code kafka.partitions} is by default. */
    static final int PARTITIONS = 6;

    private static final Duration KEYS_LAST = Duration.ofDays(3);

    private final Path directory;
    private final Cores cores;
    private final SinkExtent extent;
    private final Progress progress;
    private final FirehoseStandIn firehose = new FirehoseStandIn();
    private @Nullable List<ShopEvents.Made> events;
    private @Nullable BrokerProcess broker;

    SinkRig(Path directory, Cores cores, SinkExtent extent, Progress progress) {
        this.directory = directory;
        this.cores = cores;
        this.extent = extent;
        this.progress = progress;
    }

    Path directory() {
        return directory;
    }

    Cores cores() {
        return cores;
    }

    /** Processor time so far of what runs from part to part. */
    Duration cpu() {
        return broker == null ? Duration.ZERO : broker.cpu();
    }

    FirehoseStandIn firehose() {
        return firehose;
    }

    /** The shop's, enriched; made by whoever asks first. */
    List<ShopEvents.Made> events() throws IOException {
        List<ShopEvents.Made> there = events;
        if (there == null) {
            progress.say("making %,d events by the processor's own stages", extent.events());
            Path keysDirectory = directory.resolve("keys");
            try (KeyKeeper keys = new KeyKeeper(keysDirectory, KEYS_LAST, InstantSource.system())) {
                int today = (int) LocalDate.now(ZoneOffset.UTC).toEpochDay();
                DayKey key =
                        Objects.requireNonNull(new AddressKeys(keysDirectory, InstantSource.system()).ofDay(today));
                there = ShopEvents.make(extent.events(), keysDirectory, key, UserAgents.read(extent.userAgents()));
            }
            events = there;
        }
        return there;
    }

    /** A sink with topics of its own, and a stream of its name. */
    SinkProcess sink(String name) throws IOException, InterruptedException {
        createTopics(name);
        progress.say("starting the sink %s", name);
        return new SinkProcess(directory, name, cores, broker().bootstrapServers(), PARTITIONS, firehose.url());
    }

    /** A sink that is shown events piece by piece. */
    Fed<SinkProcess> fedSink(String name) throws IOException, InterruptedException {
        SinkProcess sink = sink(name);
        return new Fed<>(name, sink, pieces(name));
    }

    /** The baseline, with topics of its own. */
    Fed<PollWriteProcess> pollWrite() throws IOException, InterruptedException {
        createTopics("poll-write");
        return new Fed<>(
                "poll-write",
                PollWriteProcess.ofReadyMade(directory, cores, broker().bootstrapServers(), topic("poll-write")),
                pieces("poll-write"));
    }

    /** The baseline that makes its rows, with topics of its own. */
    Fed<PollWriteProcess> pollMakeWrite() throws IOException, InterruptedException {
        createTopics("poll-make-write");
        return new Fed<>(
                "poll-make-write",
                PollWriteProcess.ofMade(directory, cores, broker().bootstrapServers(), topic("poll-make-write")),
                pieces("poll-make-write"));
    }

    /** Events for a sink, by the clock. */
    EventFlow flow(String name, double perSecond) throws IOException, InterruptedException {
        return new EventFlow(broker().bootstrapServers(), topic(name), events(), perSecond);
    }

    void warmUp(Fed<?> fed) throws IOException, InterruptedException {
        progress.say("warming up %s: %s", fed.label(), fed.take(extent.warmUpEvents()));
    }

    private EventPieces pieces(String name) throws IOException, InterruptedException {
        return new EventPieces(broker().bootstrapServers(), topic(name), events());
    }

    private String topic(String name) throws IOException, InterruptedException {
        return kafka(name).nameOf(Topic.EVENTS);
    }

    private void createTopics(String name) throws IOException, InterruptedException {
        TopicStart.await(kafka(name), List.of(Topic.values()), List.of());
    }

    private KafkaConfig kafka(String name) throws IOException, InterruptedException {
        return new KafkaConfig(
                broker().bootstrapServers(), SinkProcess.prefix(name), PARTITIONS, 1, 1, true, true, Map.of());
    }

    private BrokerProcess broker() throws IOException, InterruptedException {
        BrokerProcess there = broker;
        if (there == null) {
            progress.say("starting a broker");
            there = new BrokerProcess(directory, cores);
            broker = there;
        }
        return there;
    }

    @Override
    public void close() throws InterruptedException {
        if (broker != null) {
            broker.close();
        }
        firehose.close();
    }
}

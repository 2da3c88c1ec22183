package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.Progress;
import dev.firstlight.loadtest.bench.process.BrokerProcess;
import dev.firstlight.loadtest.bench.process.Cores;
import dev.firstlight.loadtest.bench.stream.corpus.Packs;
import dev.firstlight.loadtest.bench.stream.corpus.RawLog;
import dev.firstlight.loadtest.bench.stream.corpus.UserAgents;
import dev.firstlight.loadtest.bench.stream.process.Guarantee;
import dev.firstlight.loadtest.bench.stream.process.PollSendProcess;
import dev.firstlight.loadtest.bench.stream.process.ProcessorProcess;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.RawPack;
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
 * What the parts of the benchmark share: a broker, the key of the day, and the processor that most of them measure, started once since that
 * takes seconds and warm from then on. Threads: the benchmark's.
 */
final class StreamRig implements AutoCloseable {

    /** As {@code kafka.partitions} is by default. */
    static final int PARTITIONS = 6;

    /** The processor with its default settings. */
    static final String EXACTLY_ONCE = "exactly-once";

    private static final long SEED = 5;
    private static final Duration KEYS_LAST = Duration.ofDays(3);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final String NOT_AGAIN = "none"; // packs are compressed already
    private static final String AS_EVENTS_ARE = "lz4";

    private final Path directory;
    private final Cores cores;
    private final StreamExtent extent;
    private final Progress progress;
    private final List<String> userAgents;
    private final KeyKeeper keys;
    private final DayKey key;
    private final BrokerProcess broker;
    private @Nullable Driven<ProcessorProcess> exactlyOnce;

    StreamRig(Path directory, Cores cores, StreamExtent extent, Progress progress)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.cores = cores;
        this.extent = extent;
        this.progress = progress;
        this.userAgents = UserAgents.read(extent.userAgents());
        Path keysDirectory = directory.resolve("keys");
        this.keys = new KeyKeeper(keysDirectory, KEYS_LAST, InstantSource.system());
        int today = (int) LocalDate.now(ZoneOffset.UTC).toEpochDay();
        this.key = Objects.requireNonNull(new AddressKeys(keysDirectory, InstantSource.system()).ofDay(today));
        this.broker = new BrokerProcess(directory, cores);
    }

    Path directory() {
        return directory;
    }

    Cores cores() {
        return cores;
    }

    /** Processor time so far of what runs from part to part. */
    Duration cpu() {
        return exactlyOnce == null
                ? broker.cpu()
                : broker.cpu().plus(exactlyOnce.stream().cpu());
    }

    BrokerProcess broker() {
        return broker;
    }

    DayKey key() {
        return key;
    }

    List<String> userAgents() {
        return userAgents;
    }

    /** The processor as it is, warm; started by whoever asks first. */
    Driven<ProcessorProcess> exactlyOnce() throws IOException, InterruptedException {
        Driven<ProcessorProcess> there = exactlyOnce;
        if (there == null) {
            createTopics(EXACTLY_ONCE);
            there = processor(EXACTLY_ONCE, Guarantee.EXACTLY_ONCE, STARTS_WITHIN);
            exactlyOnce = there;
            warmUp(there, extent.warmUpEvents());
        }
        return there;
    }

    Driven<ProcessorProcess> atLeastOnce() throws IOException, InterruptedException {
        createTopics("at-least-once");
        return processor("at-least-once", Guarantee.AT_LEAST_ONCE, STARTS_WITHIN);
    }

    /** One whose topics are there: its state is restored from them. */
    Driven<ProcessorProcess> processor(String name, Guarantee guarantee, Duration readyWithin)
            throws IOException, InterruptedException {
        progress.say("starting the processor %s", name);
        ProcessorProcess process = new ProcessorProcess(
                directory, name, cores, broker.bootstrapServers(), PARTITIONS, guarantee, readyWithin);
        progress.say("ready after %.1f s", process.readyAfter().toMillis() / 1e3);
        RawLog log = log(kafka(ProcessorProcess.prefix(name)).nameOf(Topic.RAW), NOT_AGAIN, Packs.ITEMS);
        return new Driven<>(name, process, log, broker);
    }

    /** The baseline, of raw events: the same corpus with one event a record, compressed by Kafka as events are. */
    Driven<PollSendProcess> pollSendOfRaw() throws IOException, InterruptedException {
        createTopics("poll-send");
        KafkaConfig kafka = kafka(ProcessorProcess.prefix("poll-send"));
        String from = kafka.nameOf(Topic.RAW);
        RawLog log = log(from, AS_EVENTS_ARE, 1);
        return new Driven<>("poll-send", pollSend("poll-send", from, kafka, false), log, broker);
    }

    /** The same, of what the processor has written. */
    Driven<PollSendProcess> pollSendOfEvents() throws IOException, InterruptedException {
        createTopics("poll-events");
        KafkaConfig kafka = kafka(ProcessorProcess.prefix("poll-events"));
        String from = kafka(ProcessorProcess.prefix(EXACTLY_ONCE)).nameOf(Topic.EVENTS);
        return new Driven<>("poll-send of events", pollSend("poll-events", from, kafka, true), null, broker);
    }

    void warmUp(Driven<?> driven, int events) throws IOException, InterruptedException {
        progress.say("warming up %s: %s", driven.label(), driven.run(events).sample());
    }

    void createTopics(String name) {
        TopicStart.await(
                kafka(ProcessorProcess.prefix(name)), List.of(Topic.values()), List.of(RawPack.getClassSchema()));
    }

    KafkaConfig kafka(String prefix) {
        return new KafkaConfig(broker.bootstrapServers(), prefix, PARTITIONS, 1, 1, true, true, Map.of());
    }

    Changelogs changelogs() {
        return new Changelogs(kafka(""));
    }

    TopicBytes topicBytes() {
        return new TopicBytes(kafka(""));
    }

    private PollSendProcess pollSend(String name, String from, KafkaConfig kafka, boolean isReadingWhatIsUnique)
            throws IOException, InterruptedException {
        return new PollSendProcess(
                directory,
                name,
                cores,
                broker.bootstrapServers(),
                from,
                kafka.nameOf(Topic.EVENTS),
                isReadingWhatIsUnique);
    }

    private RawLog log(String topic, String codec, int items) {
        return new RawLog(broker.bootstrapServers(), topic, PARTITIONS, codec, items, key, userAgents, SEED);
    }

    @Override
    public void close() throws InterruptedException {
        if (exactlyOnce != null) {
            exactlyOnce.close();
        }
        broker.close();
        keys.close();
    }
}

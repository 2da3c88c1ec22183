package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.claim.ClaimConfig;
import dev.firstlight.stream.decode.DecodeConfig;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.place.AddressHash;
import dev.firstlight.stream.ids.FilterMemory;
import dev.firstlight.stream.ids.IdStore;
import dev.firstlight.stream.ids.IdStoreKit;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.Plan;
import dev.firstlight.stream.plan.PlanInForce;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole topology over one partition, without a broker: packs in, records out; time stands still unless moved. */
public final class TestPipeline implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-11-22T10:00:30Z");
    public static final KafkaConfig KAFKA = new KafkaConfig("127.0.0.1:1", "", 1, 1, 1, true, true, Map.of());
    private static final DecodeConfig DECODE =
            new DecodeConfig(Duration.ofHours(26), Duration.ofSeconds(10), Duration.ofHours(24), 100_000, true);
    private static final ClaimConfig CLAIM = new ClaimConfig(Duration.ofHours(49), Duration.ofDays(400));

    private static final String APPLICATION = "test";
    private static final long INCARNATION = 7;
    private static final List<String> STORES = List.of(
            PipelineTopology.PACK_SEQUENCES,
            PipelineTopology.WAITING_PACKS,
            PipelineTopology.CLAIMED_ORDERS,
            PipelineTopology.MINUTE_COUNTS);

    public final Meters meters = new Meters("stream_processor", StreamMeter.class);
    public final List<String> errorLines = new ArrayList<>();
    public final TestClock clock;
    public final AddressKeys keys;
    /** What firstlight.schemas holds, JSON by fingerprint; looked up once a second. */
    public final Map<Long, String> published = new HashMap<>();

    private final Path directory;
    private final @Nullable Plan plan;
    private final EventsConfig format;
    private final Enrichment[] more;
    private final SchemaBook book;
    private final AvroCodec<Event> events;
    private final AvroCodec<Reject> rejects;
    private final AvroCodec<LedgerEntry> ledger;
    private final PackEncoder encoder = new PackEncoder();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> in;
    private final List<ConsumerRecord<byte[], byte[]>> claimed = new ArrayList<>();
    private long sequence;

    public TestPipeline(Path directory, Enrichment... more) {
        this(directory, (Plan) null, more);
    }

    public TestPipeline(Path directory, @Nullable Plan plan, Enrichment... more) {
        this(directory, new TestClock(START), plan, EventsConfig.PLAIN, Map.of(), more);
    }

    public TestPipeline(Path directory, EventsConfig format, Enrichment... more) {
        this(directory, new TestClock(START), null, format, Map.of(), more);
    }

    /** As {@code replay raw} has it: what comes before {@code end} is processed, and events alone come out. */
    public static TestPipeline replayUpTo(Path directory, long end) {
        return new TestPipeline(directory, new TestClock(START), null, EventsConfig.PLAIN, Map.of(0, end));
    }

    private TestPipeline(
            Path directory,
            TestClock clock,
            @Nullable Plan plan,
            EventsConfig format,
            Map<Integer, Long> ends,
            Enrichment... more) {
        this.directory = directory;
        this.clock = clock;
        this.plan = plan;
        this.format = format;
        this.more = more;
        book = new SchemaBook(() -> published, clock, Duration.ofSeconds(1));
        events = new AvroCodec<>(Event.getClassSchema(), book);
        rejects = new AvroCodec<>(Reject.getClassSchema(), book);
        ledger = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        keys = new AddressKeys(directory.resolve("keys"), clock);
        List<Enrichment> enrichments = new ArrayList<>(List.of(more));
        enrichments.add(new AddressHash(keys));
        ErrorLog errors = new ErrorLog(clock, (line, cause) -> errorLines.add(line));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG, directory.resolve("state").toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        String topic = KAFKA.nameOf(Topic.EVENTS);
        Outputs outputs = new Outputs(topic, format.writer(topic, book), ends);
        driver = new TopologyTestDriver(
                PipelineTopology.of(
                        KAFKA,
                        PlanInForce.always(plan, meters),
                        DECODE,
                        CLAIM,
                        book,
                        keys,
                        enrichments,
                        new FilterMemory(1 << 20),
                        meters,
                        errors,
                        outputs),
                properties,
                clock.instant());
        in = driver.createInputTopic(Topic.RAW.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What a process finds that starts on this one's committed state: the stores, and nothing of its memory. Closes this one. */
    public TestPipeline restarted() {
        Map<String, Map<Bytes, byte[]>> state = new TreeMap<>();
        for (String store : STORES) {
            state.put(store, contentOf(store));
        }
        changelog(PipelineTopology.CLAIMED_EVENTS);
        List<ConsumerRecord<byte[], byte[]>> ids = List.copyOf(claimed);
        close();
        TestPipeline next = new TestPipeline(directory, clock, plan, format, Map.of(), more);
        next.published.putAll(published);
        next.sequence = sequence;
        state.forEach((store, entries) -> {
            KeyValueStore<Bytes, byte[]> into = next.driver.getKeyValueStore(store);
            entries.forEach(into::put);
        });
        IdStoreKit.restore(next.claimedIdStore(), ids);
        next.claimed.addAll(ids);
        return next;
    }

    /** Appends one pack at the present time. */
    public void append(RawEvent... items) {
        append(clock.millis(), items);
    }

    public void append(long appendedAtMs, RawEvent... items) {
        appendBytes(appendedAtMs, pack(items));
    }

    public void appendBytes(byte @Nullable [] record) {
        appendBytes(clock.millis(), record);
    }

    public void appendBytes(long appendedAtMs, byte @Nullable [] record) {
        in.pipeInput(null, record, appendedAtMs);
    }

    /** The next pack of incarnation 7, loop 0, as bytes. */
    public byte[] pack(RawEvent... items) {
        byte[] bytes = pack(sequence, 0, items);
        sequence += items.length;
        return bytes;
    }

    public byte[] pack(long firstSequence, long abandonedTotal, RawEvent... items) {
        return pack(INCARNATION, firstSequence, abandonedTotal, items);
    }

    public byte[] pack(long incarnation, long firstSequence, long abandonedTotal, RawEvent... items) {
        encoder.begin(new PackEncoder.Header(
                incarnation, 0, 0, firstSequence, clock.millis(), abandonedTotal, 0, 0, Map.of()));
        for (RawEvent item : items) {
            encoder.append(item);
        }
        return encoder.finish();
    }

    /** Sequence of the next item. */
    public long sequence() {
        return sequence;
    }

    public void advance(Duration by) {
        clock.advance(by);
        driver.advanceWallClockTime(by);
    }

    public List<TestRecord<byte[], byte[]>> records(Topic topic) {
        return records(topic.topicName());
    }

    /** What was written to a store's changelog since the last call. */
    public List<TestRecord<byte[], byte[]>> changelog(String store) {
        List<TestRecord<byte[], byte[]>> written = records(APPLICATION + "-" + store + "-changelog");
        if (store.equals(PipelineTopology.CLAIMED_EVENTS)) {
            written.forEach(record ->
                    claimed.add(new ConsumerRecord<>(store, 0, claimed.size(), record.key(), record.value())));
        }
        return written;
    }

    /** Event ids that are known. */
    public long claimedIds() {
        return claimedIdStore().count();
    }

    private IdStore claimedIdStore() {
        return (IdStore) driver.getStateStore(PipelineTopology.CLAIMED_EVENTS);
    }

    private List<TestRecord<byte[], byte[]>> records(String topic) {
        TestOutputTopic<byte[], byte[]> out =
                driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return out.readRecordsToList();
    }

    public List<Event> events() {
        return decoded(Topic.EVENTS, events);
    }

    public List<Reject> rejects() {
        return decoded(Topic.REJECTS, rejects);
    }

    public List<LedgerEntry> ledger() {
        return decoded(Topic.LEDGER, ledger);
    }

    /** The counts over all entries written since the last call, latest entry of each pixel and minute. */
    public Map<String, Long> ledgerTotals() {
        Map<String, LedgerEntry> latest = new TreeMap<>();
        ledger().forEach(entry -> latest.put(entry.getPixelId() + "|" + entry.getMinute(), entry));
        Map<String, Long> totals = new TreeMap<>();
        latest.values().forEach(e -> e.getCounts().forEach((name, count) -> totals.merge(name, count, Long::sum)));
        return totals;
    }

    /** A gauge as it is exposed. */
    public long gauge(String name) {
        return meters.prometheusText()
                .lines()
                .filter(line -> line.startsWith("stream_processor_" + name + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1).replace(".0", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    public int entriesOf(String store) {
        return contentOf(store).size();
    }

    public Map<Bytes, byte[]> contentOf(String store) {
        KeyValueStore<Bytes, byte[]> found = driver.getKeyValueStore(store);
        Map<Bytes, byte[]> content = new TreeMap<>();
        try (var all = found.all()) {
            all.forEachRemaining(entry -> content.put(entry.key, entry.value));
        }
        return content;
    }

    @Override
    public void close() {
        driver.close();
    }

    private <T extends SpecificRecord> List<T> decoded(Topic topic, AvroCodec<T> codec) {
        List<T> result = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : records(topic)) {
            try {
                result.add(codec.decode(record.value()));
            } catch (UnreadableException e) {
                throw new AssertionError(topic + " holds what cannot be read", e);
            }
        }
        return result;
    }
}

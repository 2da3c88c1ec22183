package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.StreamProcessor;
import dev.firstlight.stream.StreamProcessorConfig;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * State that is gone or damaged is rebuilt from Kafka by itself, and until it is, nothing is answered from it: an id that was seen stays
 * seen.
 */
@Timeout(240)
@ExtendWith(Brokers.class)
final class StateRebuildIT {

    private static final int IDS = 2_000;

    /** More than a partition keeps in memory: then some are in files while it runs. */
    private static final int MANY_IDS = 34_000;

    private static final int IDS_PER_PACK = 500;
    private static final String IDS_FILES = "ids/claimed-ids";

    @TempDir
    Path directory;

    private final Log log;
    private final AvroCodec<Event> events = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
    private final Set<String> sent = new HashSet<>();
    private int firstIds = IDS;
    private long incarnation;

    StateRebuildIT(Broker broker) {
        log = Log.on(broker);
    }

    private interface Harm {
        void to(Path taskDirectory) throws IOException;
    }

    @Test
    void shouldRebuildWhatIsDeletedOrDamagedBetweenTwoRuns() throws Exception {
        run(processor -> assertThat(rebuilds(processor)).isZero());

        harmThenRun(StateRebuildIT::delete, 0); // as a new machine has it: Kafka Streams' own business
        harmThenRun(task -> delete(task.resolve("ids/claimed-ids")), 0);
        harmThenRun(task -> flip(task, IDS_FILES, ".ids", 0.5), 1);
        harmThenRun(task -> flip(task, IDS_FILES, ".ids", 0.999), 1);
        harmThenRun(task -> flip(task, "rocksdb/pack-sequences", "MANIFEST", 0.5), 1);
        harmThenRun(task -> flip(task, "rocksdb/minute-counts", "CURRENT", 0.5), 1);
        harmThenRun(
                task -> files(task, IDS_FILES, ".ids")
                        .forEach(file -> file.toFile().delete()),
                1);
    }

    @Test
    void shouldRebuildWhatIsDamagedWhileItRuns() throws Exception {
        firstIds = MANY_IDS;
        run(processor -> {});

        try (StreamProcessor processor = StreamProcessor.start(config())) {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(processor.readiness()::isReady);
            for (Path task : tasks()) {
                for (Path file : files(task, IDS_FILES, ".ids")) {
                    flipAll(file); // its blocks of ids; the file is open, and none of them has been read yet
                }
            }
            sendAll("again");
            awaitEvents();
            assertThat(rebuilds(processor)).isPositive();
        }
    }

    private interface Doing {
        void with(StreamProcessor processor) throws Exception;
    }

    private void harmThenRun(Harm harm, int rebuildsAtLeast) throws Exception {
        for (Path task : tasks()) {
            harm.to(task);
        }
        run(processor -> assertThat(rebuilds(processor)).isGreaterThanOrEqualTo(rebuildsAtLeast));
    }

    /** Every id again from another collector, and new ones: what was seen is a repeat, what is new comes through. */
    private void run(Doing doing) throws Exception {
        try (StreamProcessor processor = StreamProcessor.start(config())) {
            sendAll("run " + sent.size());
            awaitEvents();
            doing.with(processor);
        }
        assertThat(eventIds()).doesNotHaveDuplicates();
    }

    private void sendAll(String newOnes) throws Exception {
        List<String> ids = new ArrayList<>(sent);
        for (int i = 0; i < (sent.isEmpty() ? firstIds : 10); i++) {
            ids.add(newOnes + " " + i);
        }
        sent.addAll(ids);
        incarnation++;
        try (KafkaProducer<byte[], byte[]> producer = log.producer(Map.of())) {
            for (int at = 0; at < ids.size(); at += IDS_PER_PACK) {
                byte[] pack = pack(ids.subList(at, Math.min(ids.size(), at + IDS_PER_PACK)), at);
                producer.send(new ProducerRecord<>(log.config().nameOf(Topic.RAW), 0, null, pack))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private byte[] pack(List<String> ids, long firstSequence) {
        PackEncoder encoder = new PackEncoder();
        long now = System.currentTimeMillis();
        encoder.begin(new PackEncoder.Header(incarnation, 0, 0, firstSequence, now, 0, 0, 0, Map.of()));
        ids.forEach(id -> encoder.append(event(id, now)));
        return encoder.finish();
    }

    private static RawEvent event(String id, long now) {
        Identity identity = Identity.of("click", "12345", "12345", id, null, null);
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(now);
        raw.setPixelId("12345");
        raw.setSite("12345");
        raw.setDedupId(new DedupIdBytes(identity.dedupId().bytes()));
        raw.setIdentity(identity.kind());
        raw.setEventId(id);
        raw.setForm(PayloadForm.QUERY);
        raw.setPayload(ByteBuffer.wrap("e=click".getBytes(StandardCharsets.US_ASCII)));
        return raw;
    }

    private void awaitEvents() throws Exception {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(new HashSet<>(eventIds()))
                .hasSize(sent.size()));
        assertThat(eventIds()).doesNotHaveDuplicates();
    }

    private List<String> eventIds() throws Exception {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : log.read(log.first(Topic.EVENTS), "read_committed")) {
            ids.add(events.decode(record.value()).getEventId());
        }
        return ids;
    }

    private static long rebuilds(StreamProcessor processor) {
        return processor.meters().count(StreamMeter.STATE_REBUILDS);
    }

    private StreamProcessorConfig config() {
        Map<String, String> env = new HashMap<>();
        env.put("STREAM_PROCESSOR_KAFKA_BOOTSTRAP_SERVERS", log.config().bootstrapServers());
        env.put("STREAM_PROCESSOR_KAFKA_TOPIC_PREFIX", log.config().topicPrefix());
        env.put("STREAM_PROCESSOR_KAFKA_PARTITIONS", "1");
        env.put("STREAM_PROCESSOR_KAFKA_REPLICATION", "1");
        env.put("STREAM_PROCESSOR_KAFKA_MIN_IN_SYNC_REPLICAS", "1");
        env.put("STREAM_PROCESSOR_KAFKA_ALLOW_SINGLE_REPLICA", "true");
        env.put("STREAM_PROCESSOR_STANDBY_REPLICAS", "0");
        env.put("STREAM_PROCESSOR_INSTANCE_ID", "rebuilt");
        env.put("STREAM_PROCESSOR_ADMIN_PORT", "0");
        env.put("STREAM_PROCESSOR_KEYS_DIRECTORY", directory.resolve("keys").toString());
        env.put("STREAM_PROCESSOR_STATE_DIRECTORY", directory.resolve("state").toString());
        return StreamProcessorConfig.load(null, env);
    }

    private Path state() {
        return directory.resolve("state").resolve(log.config().topicPrefix() + "firstlight-stream-processor");
    }

    private List<Path> tasks() throws IOException {
        try (Stream<Path> found = Files.list(state())) {
            return found.filter(path -> path.getFileName().toString().matches("\\d+_\\d+"))
                    .toList();
        }
    }

    private static List<Path> files(Path task, String store, String name) throws IOException {
        try (Stream<Path> found = Files.list(task.resolve(store))) {
            List<Path> files = found.filter(
                            file -> file.getFileName().toString().contains(name))
                    .toList();
            assertThat(files).as("%s files of %s", name, store).isNotEmpty();
            return files;
        }
    }

    private static void flip(Path task, String store, String name, double where) throws IOException {
        for (Path file : files(task, store, name)) {
            byte[] bytes = Files.readAllBytes(file);
            int from = (int) (where * (bytes.length - 1));
            for (int i = from; i < Math.min(bytes.length, from + 8); i++) {
                bytes[i] ^= 0x55;
            }
            Files.write(file, bytes);
        }
    }

    /** In place, as a bad disk does, its first half: where the data is. */
    private static void flipAll(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length / 2; i += 64) {
            bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.RawReplay;
import dev.firstlight.stream.StreamProcessorConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a replay says of packs that it cannot read: they must not be missing from its topic without a word. */
@Timeout(60)
@ExtendWith(Brokers.class)
final class RawReplayIT {

    /** Between marker and record: the fingerprint of the writer's schema. */
    private static final int FINGERPRINT_AT = 2;

    @TempDir
    Path directory;

    private final Log log;
    private final AvroCodec<Event> events = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());

    RawReplayIT(Broker broker) {
        log = Log.on(broker);
    }

    @BeforeEach
    void create() throws Exception {
        log.create(Topic.RAW, Topic.EVENTS, Topic.SCHEMAS);
    }

    @Test
    void shouldEndWithAWordAboutPacksWhoseSchemaNobodyHasPublished() throws Exception {
        byte[] strange = pack("unread");
        strange[FINGERPRINT_AT] ^= 0x55;
        send(pack("read"), strange, pack("read too"));

        assertThatThrownBy(this::replay)
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("1 packs of that time have a writer's schema that")
                .hasMessageContaining("all else is in " + log.config().nameOf(Topic.EVENTS));

        assertThat(eventIds()).containsExactlyInAnyOrder("read", "read too");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void shouldReplayTheSamePacksWithoutAWordWhenAllAreRead() throws Exception {
        send(pack("read"), pack("read"), pack("read too"));

        RawReplay.Result result = replay();

        assertThat(result).isEqualTo(new RawReplay.Result(3, 2, 1, 0));
        assertThat(eventIds()).containsExactlyInAnyOrder("read", "read too");
        assertThat(leftBehind()).isEmpty();
    }

    private RawReplay.Result replay() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(1));
        return RawReplay.run(
                config(), new RawReplay.Wanted(Instant.EPOCH, soon, log.config().nameOf(Topic.EVENTS)), progress -> {});
    }

    private void send(byte[]... packs) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = log.producer(Map.of())) {
            for (byte[] pack : packs) {
                producer.send(new ProducerRecord<>(log.config().nameOf(Topic.RAW), 0, null, pack))
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** Of a collector of its own, whose numbers go on from others that the replay does not read. */
    private static byte[] pack(String id) {
        long now = System.currentTimeMillis();
        PackEncoder encoder = new PackEncoder();
        encoder.begin(new PackEncoder.Header(System.nanoTime(), 0, 0, 1_000, now, 0, 0, 0, Map.of()));
        encoder.append(event(id, now));
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

    private List<String> eventIds() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int partition = 0; partition < Log.PARTITIONS; partition++) {
            TopicPartition of = new TopicPartition(log.config().nameOf(Topic.EVENTS), partition);
            for (ConsumerRecord<byte[], byte[]> record : log.read(of, "read_committed")) {
                ids.add(events.decode(record.value()).getEventId());
            }
        }
        return ids;
    }

    private List<String> leftBehind() throws Exception {
        try (Admin admin = log.admin()) {
            return admin.listTopics().names().get(20, TimeUnit.SECONDS).stream()
                    .filter(name -> name.startsWith(log.config().topicPrefix() + "firstlight-replay"))
                    .toList();
        }
    }

    private StreamProcessorConfig config() {
        Map<String, String> env = new HashMap<>();
        env.put("STREAM_PROCESSOR_KAFKA_BOOTSTRAP_SERVERS", log.config().bootstrapServers());
        env.put("STREAM_PROCESSOR_KAFKA_TOPIC_PREFIX", log.config().topicPrefix());
        env.put("STREAM_PROCESSOR_KAFKA_PARTITIONS", String.valueOf(Log.PARTITIONS));
        env.put("STREAM_PROCESSOR_KAFKA_REPLICATION", "1");
        env.put("STREAM_PROCESSOR_KAFKA_MIN_IN_SYNC_REPLICAS", "1");
        env.put("STREAM_PROCESSOR_KAFKA_ALLOW_SINGLE_REPLICA", "true");
        env.put("STREAM_PROCESSOR_INSTANCE_ID", "replay");
        env.put("STREAM_PROCESSOR_ENRICH_USER_AGENT", "false");
        env.put("STREAM_PROCESSOR_KEYS_DIRECTORY", directory.resolve("keys").toString());
        env.put("STREAM_PROCESSOR_STATE_DIRECTORY", directory.resolve("state").toString());
        return StreamProcessorConfig.load(null, env);
    }
}

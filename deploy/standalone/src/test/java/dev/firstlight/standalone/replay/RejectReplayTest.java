package dev.firstlight.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.schema.avro.RejectedItem;
import dev.firstlight.schema.avro.SealedAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rejects to packs in the raw log, over Kafka's own mock clients. */
class RejectReplayTest {

    private static final int PARTITIONS = 4;
    private static final long INCARNATION = 77;
    private static final int KEY_DAY = (int) (RejectsOf.RECEIVED_MS / 86_400_000);
    private static final byte[] ADDRESS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
    private static final TopicPartition REJECTS = new TopicPartition("firstlight.rejects", 0);

    @TempDir
    Path keys;

    private final SchemaBook book = new SchemaBook();
    private final AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), book);
    private final PackReader packs = new PackReader(book);
    private final Map<Long, byte[]> rawLog = new HashMap<>();
    private final List<Reject> rejects = new ArrayList<>();
    private MockProducer<byte[], byte[]> producer = producer();
    private AddressKeys addressKeys;
    private long withoutAddress;

    @BeforeEach
    void start() {
        addressKeys = new AddressKeys(keys, InstantSource.system());
    }

    @Test
    void shouldSendAnEventAsItWasUnderItsOwnIdentity() throws Exception {
        rejects.add(RejectsOf.processor("plan_violated", "shop", "e1", "e=click&eid=e1"));

        RejectReplay replay = replay(Set.of("plan_violated"));

        assertThat(replay.sent()).isOne();
        RawEvent sent = sent().get(0);
        assertThat(sent.getEventId()).isEqualTo("e1");
        assertThat(sent.getRefusal()).isNull();
        assertThat(sent.getSite()).isEqualTo("site-of-shop");
        assertThat(sent.getReceivedAt()).isEqualTo(RejectsOf.RECEIVED_MS);
        assertThat(text(sent.getPayload())).isEqualTo("e=click&eid=e1");
        assertThat(text(Objects.requireNonNull(sent.getUserAgent()))).isEqualTo("Firefox");
        DedupId identity = DedupId.ofEvent("shop", "e1");
        assertThat(sent.getDedupId().bytes()).isEqualTo(identity.bytes());
        assertThat(producer.history().get(0).partition()).isEqualTo(identity.partition(PARTITIONS));
    }

    @Test
    void shouldSendTheSameIdentityEachTimeAlsoWhereTheEdgeHadMadeNone() throws Exception {
        rejects.add(RejectsOf.edge("type_malformed", "shop", "made-1", "query", "e=no type&eid=mine"));
        rejects.add(RejectsOf.edge("type_malformed", "shop", "made-2", "query", "e=no type"));

        replay(Set.of("type_malformed"), "e=click");
        List<RawEvent> once = sent();
        producer = producer();
        replay(Set.of("type_malformed"), "e=click");

        assertThat(sent()).isEqualTo(once);
        assertThat(once).extracting(RawEvent::getEventId).containsExactlyInAnyOrder("mine", "made-2");
        assertThat(once).extracting(RawEvent::getEventIdMade).containsExactlyInAnyOrder(false, true);
    }

    @Test
    void shouldMakeTheIdentityAnewWhereWhatItIsMadeOfIsSet() throws Exception {
        rejects.add(RejectsOf.processor("repeat_order", "shop", "e1", "e=conversion&eid=e1&oid=1"));

        replay(Set.of("repeat_order"), "oid=2");

        RawEvent sent = sent().get(0);
        assertThat(sent.getIdentity()).isEqualTo(IdentityKind.ORDER);
        assertThat(sent.getDedupId().bytes())
                .isEqualTo(DedupId.ofOrder("site-of-shop", "purchase", "2").bytes());
    }

    @Test
    void shouldSplitABodyThatTheEdgeRefusedAsAWhole() throws Exception {
        rejects.add(RejectsOf.edge(
                "events_too_many",
                "shop",
                "made",
                "json",
                "{\"events\":[{\"type\":\"click\"},{\"type\":\"click\",\"id\":\"mine\"}]}"));

        assertThat(replay(Set.of("events_too_many")).sent()).isEqualTo(2);

        assertThat(sent()).extracting(RawEvent::getEventId).containsExactlyInAnyOrder("made-0", "mine");
    }

    @Test
    void shouldSendAllOfAPackButWhatWouldBeRefusedAgainAndWhatTheEdgeHadRefused() throws Exception {
        RawEvent malformed = raw("e2");
        malformed.setPayload(ByteBuffer.wrap("a=%zz".getBytes(StandardCharsets.UTF_8)));
        RawEvent ofTheEdge = raw("made");
        ofTheEdge.setRefusal("type_malformed");
        PackEncoder encoder = new PackEncoder();
        encoder.begin(new PackEncoder.Header(7, 0, 1, 0, 0, 0, 0, 0, Map.of()));
        List.of(raw("e1"), malformed, ofTheEdge, raw("e4")).forEach(encoder::append);
        Reject whole = RejectsOf.processor("schema_unknown", "shop", "w", "");
        whole.setItem(null);
        whole.setRawIndex(-1);
        whole.setBytes(ByteBuffer.wrap(encoder.finish()));
        rejects.add(whole);

        RejectReplay replay = replay(Set.of("schema_unknown"));

        assertThat(sent()).extracting(RawEvent::getEventId).containsExactlyInAnyOrder("e1", "e4");
        assertThat(replay.skipped()).isEqualTo(Map.of(Skipped.REFUSED_STILL, 1L));
    }

    @Test
    void shouldSkipWhatCannotBeSentAndSayWhy() {
        Reject head = RejectsOf.processor("event_too_large", "shop", "h", "e=click");
        head.setSha256(ByteBuffer.allocate(32));
        Reject ofTheSink = RejectsOf.processor("record_unreadable", "shop", "s", "e=click");
        ofTheSink.setStage("firehose-sink");
        Reject bytesOnly = RejectsOf.processor("item_unreadable", "shop", "b", "?");
        bytesOnly.setItem(null);
        Reject poison = RejectsOf.processor("record_unreadable", "shop", "p", "poison");
        poison.setItem(null);
        poison.setRawIndex(-1);
        rejects.addAll(List.of(
                head,
                ofTheSink,
                bytesOnly,
                poison,
                RejectsOf.processor("query_malformed", "shop", "q", "a=%zz"),
                RejectsOf.edge("json_malformed", "shop", "j", "json", "{"),
                RejectsOf.edge("event_too_large", "shop", "l", "query", "a=" + "x".repeat(65_534))));

        RejectReplay replay = replay(
                Set.of("event_too_large", "record_unreadable", "item_unreadable", "query_malformed", "json_malformed"));

        assertThat(replay.sent()).isZero();
        assertThat(replay.rejects()).isEqualTo(7);
        assertThat(replay.skipped())
                .isEqualTo(Map.of(
                        Skipped.HEAD_ONLY, 2L,
                        Skipped.NOT_OF_RAW, 1L,
                        Skipped.ORIGINAL_GONE, 1L,
                        Skipped.UNREADABLE_STILL, 1L,
                        Skipped.REFUSED_STILL, 2L));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldSendOnlyWhatIsWanted() throws Exception {
        for (int i = 0; i < 6; i++) {
            rejects.add(RejectsOf.processor(i % 2 == 0 ? "a" : "b", i < 4 ? "shop" : "blog", "e" + i, "eid=e" + i));
        }
        WantedRejects wanted =
                new WantedRejects(Set.of("a"), null, Instant.ofEpochMilli(1_004), "shop", List.of(), 1, false);

        RejectReplay replay = replay(wanted, true);

        assertThat(replay.rejects()).isOne();
        assertThat(sent()).extracting(RawEvent::getEventId).containsExactly("e0");
    }

    @Test
    void shouldSendNothingInADryRun() {
        rejects.add(RejectsOf.processor("a", "shop", "e", "eid=e"));

        RejectReplay replay =
                replay(new WantedRejects(Set.of("a"), null, null, null, List.of(), Long.MAX_VALUE, true), false);

        assertThat(replay.sent()).isOne();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void shouldTakeWhatTheRejectDoesNotSayFromTheRawLogAsLongAsItIsThere() throws Exception {
        RawEvent first = raw("first");
        RawEvent second = raw("second");
        PackEncoder encoder = new PackEncoder();
        encoder.begin(new PackEncoder.Header(7, 0, 1, 0, 0, 0, 0, 0, Map.of()));
        encoder.append(first);
        encoder.append(second);
        rawLog.put(5L, encoder.finish());
        Reject ofTheSecond = RejectsOf.processor("event_unreadable", "shop", "second", "?");
        ofTheSecond.setItem(null);
        ofTheSecond.setRawIndex(1);
        rejects.add(ofTheSecond);
        Reject wholePack = RejectsOf.processor("schema_unknown", "", "", "");
        wholePack.setItem(null);
        wholePack.setRawIndex(-1);
        wholePack.setBytes(ByteBuffer.wrap(rawLog.get(5L)));
        rejects.add(wholePack);

        replay(Set.of("event_unreadable", "schema_unknown"));

        assertThat(sent()).extracting(RawEvent::getEventId).containsExactlyInAnyOrder("second", "first", "second");
    }

    @Test
    void shouldNumberItemsWithoutGapsPerPartitionUnderOneIncarnation() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            rejects.add(RejectsOf.processor("a", "shop", "e" + i, "eid=e" + i));
        }

        replay(Set.of("a"));

        Map<Integer, Long> next = new HashMap<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            PackReader.Pack pack = packs.read(record.value());
            assertThat(pack.header().getIncarnation()).isEqualTo(INCARNATION);
            assertThat(pack.header().getPartition()).isEqualTo(record.partition());
            assertThat(pack.header().getFirstSequence()).isEqualTo(next.getOrDefault(record.partition(), 0L));
            next.merge(record.partition(), (long) pack.items().size(), Long::sum);
        }
        assertThat(next.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
    }

    @Test
    void shouldSealAnAddressForItsNewPlaceAndLeaveItOutOnceItsKeyIsGone() throws Exception {
        Files.write(AddressKeys.fileOf(keys, KEY_DAY), new byte[AddressKeys.FILE_BYTES]);
        DayKey key = Objects.requireNonNull(addressKeys.ofDay(KEY_DAY));
        for (int day : List.of(KEY_DAY, KEY_DAY - 5)) {
            Reject reject = RejectsOf.processor("a", "shop", "e" + day, "eid=e" + day);
            RejectedItem item = Objects.requireNonNull(reject.getItem());
            item.setKeyDay(day);
            item.setSealed(ByteBuffer.wrap(key.seal(ADDRESS, 3, 1, 2, 9)));
            item.setIncarnation(3);
            item.setLoop(1);
            item.setPartition(2);
            item.setSequence(9);
            rejects.add(reject);
        }

        replay(Set.of("a"));

        assertThat(withoutAddress).isOne();
        List<byte[]> opened = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            PackReader.Pack pack = packs.read(record.value());
            for (PackReader.Item item : pack.items()) {
                SealedAddress address = Objects.requireNonNull(item.event()).getAddress();
                if (address != null) {
                    long sequence = pack.header().getFirstSequence() + item.index();
                    opened.add(key.seal(address.getSealed().bytes(), INCARNATION, 0, record.partition(), sequence));
                }
            }
        }
        assertThat(opened).singleElement().isEqualTo(ADDRESS);
    }

    private RejectReplay replay(Set<String> reasons, String... edits) {
        List<FieldEdit> parsed = Stream.of(edits).map(FieldEdit::parse).toList();
        return replay(new WantedRejects(reasons, null, null, null, parsed, Long.MAX_VALUE, false), true);
    }

    private RejectReplay replay(WantedRejects wanted, boolean isReal) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < rejects.size(); i++) {
                byte[] value = codec.encode(rejects.get(i));
                consumer.addRecord(new ConsumerRecord<>(
                        REJECTS.topic(),
                        0,
                        i,
                        1_000 + i,
                        TimestampType.CREATE_TIME,
                        0,
                        value.length,
                        null,
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
            }
        });
        consumer.updateBeginningOffsets(Map.of(REJECTS, 0L));
        consumer.updateEndOffsets(Map.of(REJECTS, (long) rejects.size()));
        RawSender sender =
                new RawSender(producer, "firstlight.raw", PARTITIONS, INCARNATION, addressKeys, InstantSource.system());
        RejectRestorer restorer = new RejectRestorer(packs, (partition, offset) -> rawLog.get(offset));
        RejectReplay replay = new RejectReplay(wanted, codec, restorer, isReal ? sender : null);
        replay.run(consumer, List.of(REJECTS), sent -> {});
        withoutAddress = sender.withoutAddress();
        return replay;
    }

    private List<RawEvent> sent() throws UnreadableException {
        List<RawEvent> events = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            packs.read(record.value()).items().forEach(item -> events.add(Objects.requireNonNull(item.event())));
        }
        return events;
    }

    private static RawEvent raw(String eventId) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(RejectsOf.RECEIVED_MS);
        raw.setPixelId("shop");
        raw.setSite("shop");
        raw.setDedupId(new DedupIdBytes(DedupId.ofEvent("shop", eventId).bytes()));
        raw.setIdentity(IdentityKind.EVENT);
        raw.setEventId(eventId);
        raw.setForm(PayloadForm.QUERY);
        raw.setPayload(ByteBuffer.wrap(("eid=" + eventId).getBytes(StandardCharsets.UTF_8)));
        return raw;
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

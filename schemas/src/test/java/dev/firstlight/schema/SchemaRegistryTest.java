package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we ask of a registry and what we make of its answers, over real HTTP. */
class SchemaRegistryTest {

    private FakeRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldRegisterOurSchemaAndWriteItsId() throws Exception {
        EventsConfig config = config(null, null);
        Event event = Events.bare().build();

        byte[] written = config.writer("eu.firstlight.events", new SchemaBook()).write(event);

        assertThat(registry.requests).containsExactly("POST /subjects/eu.firstlight.events-value/versions");
        assertThat(ConfluentFraming.schemaId(written)).isEqualTo(100_001);
        String registered = registry.body(100_001);
        assertThat(registered).doesNotContain("java").contains("received_at");
        assertThat(new Schema.Parser()
                        .parse(RegistryJson.schema(
                                String.valueOf(registered).getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .matches(schema -> AvroCodec.fingerprint(schema) == AvroCodec.fingerprint(Event.getClassSchema()));
    }

    @Test
    void shouldReadEventsOfAnIdThatOnlyTheRegistryKnowsAndAskForItOnce() throws Exception {
        EventsConfig config = config(null, null);
        Event event = Events.bare().setVisitorId("v").build();
        byte[] written = config.writer("events", new SchemaBook()).write(event);
        EventReader reader = EventReader.of(config, new SchemaBook());
        registry.requests.clear();

        for (int i = 0; i < 3; i++) {
            assertThat(reader.read(written)).isEqualTo(event);
        }

        assertThat(registry.requests).containsExactly("GET /schemas/ids/100001");
    }

    @Test
    void shouldBelieveTheRegistryAboutTheIdThatIsSetSinceOurSchemaMayHaveGrownBeyondIt() throws Exception {
        Schema earlier = without("type_given", Event.getClassSchema());
        registry.put(9, earlier.toString());
        EventsConfig config =
                new EventsConfig(EventFormat.AVRO_CONFLUENT, 9, registryConfig(registry.url("http"), null, null));
        Event event = Events.bare().setVisitorId("v").build();

        Event read = EventReader.of(config, new SchemaBook()).read(framed(9, event, earlier));

        assertThat(read).isEqualTo(event);
        assertThat(registry.requests).containsExactly("GET /schemas/ids/9");
    }

    @Test
    void shouldAskForAnUnknownIdOnceAndNotForEachRecordOfAFlood() {
        EventReader reader = EventReader.of(config(null, null), new SchemaBook());

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 0, 9, 1}))
                    .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.refusal())
                            .isEqualTo(Refusal.SCHEMA_UNKNOWN));
        }

        assertThat(registry.requests).containsExactly("GET /schemas/ids/9");
    }

    @Test
    void shouldSayWhoWeAre() {
        new SchemaRegistry(registryConfig(registry.url("http"), "shop", "s3cret:x"))
                .register("events-value", Event.getClassSchema());

        assertThat(registry.authorizations).containsExactly("Basic c2hvcDpzM2NyZXQ6eA==");
    }

    @Test
    void shouldAskAgainAtStartUntilTheRegistryAnswers() {
        registry.statusesFirst.addAll(List.of(500, 429));

        int id = new SchemaRegistry(registryConfig(registry.url("http"), null, null))
                .awaitId("events-value", Event.getClassSchema());

        assertThat(id).isEqualTo(100_001);
        assertThat(registry.requests).hasSize(3);
    }

    @Test
    void shouldNotStartWhereTheRegistryRefusesOurSchema() {
        registry.statusesFirst.add(409);

        assertThatThrownBy(() -> config(null, null).writer("events", new SchemaBook()))
                .isInstanceOf(SchemaRegistry.RefusedException.class)
                .hasMessageContaining("events-value")
                .hasMessageContaining("409");
    }

    @Test
    void shouldHaveRecordsReadAgainWhileTheRegistryIsAway() {
        registry.put(9, Event.getClassSchema().toString());
        registry.statusesFirst.add(503);
        EventReader reader = EventReader.of(config(null, null), new SchemaBook());
        byte[] record = new ConfluentFraming(new AvroCodec<>(Event.getClassSchema(), new SchemaBook()), 9)
                .write(Events.bare().build());

        assertThatThrownBy(() -> reader.read(record)).isInstanceOf(SchemaRegistry.UnavailableException.class);
        assertThat(readOrFail(reader, record)).isNotNull();
    }

    @Test
    void shouldGiveUpARegistryThatTakesTheConnectionAndSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            SchemaRegistry asked = new SchemaRegistry(registryConfig(url, null, null));

            assertThatThrownBy(() -> asked.find(1)).isInstanceOf(SchemaRegistry.UnavailableException.class);
        }
    }

    private static Schema without(String name, Schema schema) {
        List<Schema.Field> fields = schema.getFields().stream()
                .filter(field -> !field.name().equals(name))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    /** As a writer of an earlier version has it. */
    private static byte[] framed(int id, Event event, Schema as) throws IOException {
        byte[] now = new AvroCodec<Event>(Event.getClassSchema(), new SchemaBook()).encode(event);
        int from = AvroCodec.HEADER_BYTES;
        GenericRecord translated = new GenericDatumReader<GenericRecord>(Event.getClassSchema(), as)
                .read(null, DecoderFactory.get().binaryDecoder(now, from, now.length - from, null));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(ConfluentFraming.HEADER_BYTES)
                .put((byte) 0)
                .putInt(id)
                .array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(as).write(translated, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Event readOrFail(EventReader reader, byte[] record) {
        try {
            return reader.read(record);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private EventsConfig config(@Nullable String user, @Nullable String password) {
        return new EventsConfig(EventFormat.AVRO_CONFLUENT, 0, registryConfig(registry.url("http"), user, password));
    }

    private static RegistryConfig registryConfig(URI url, @Nullable String user, @Nullable String password) {
        return new RegistryConfig(url, user, password, null, Duration.ofSeconds(2));
    }
}

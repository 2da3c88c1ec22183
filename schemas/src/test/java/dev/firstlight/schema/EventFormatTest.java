package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three forms of an event: what is written comes back, and each is what others understand by it. */
class EventFormatTest {

    private static final int ID = 0x01020384; // no two bytes alike, and one above 127
    private final SchemaBook book = new SchemaBook();

    @ParameterizedTest
    @EnumSource(EventFormat.class)
    void shouldReadBackAnyEventInAnyForm(EventFormat format) {
        EventsConfig config = new EventsConfig(format, ID, null);
        EventWriter writer = config.writer("events", book);
        EventReader reader = EventReader.of(config, book);

        Seeded.repeat(200, random -> {
            Event event = Events.any(random);

            assertThat(readOrFail(reader, writer.write(event))).isEqualTo(event);
        });
    }

    @Test
    void shouldFrameAsConfluentsSerializersDo() throws Exception {
        Event event = Events.bare().setVisitorId("v").build();

        byte[] bytes = new EventsConfig(EventFormat.AVRO_CONFLUENT, ID, null)
                .writer("events", book)
                .write(event);

        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0x01, 0x02, 0x03, 0x84);
        Event read = new SpecificDatumReader<Event>(Event.getClassSchema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
        assertThat(read).isEqualTo(event);
        byte[] plain = new AvroCodec<Event>(Event.getClassSchema(), book).encode(event);
        assertThat(Arrays.copyOfRange(bytes, 5, bytes.length))
                .isEqualTo(Arrays.copyOfRange(plain, AvroCodec.HEADER_BYTES, plain.length));
    }

    @Test
    void shouldWriteJsonThatLosesNothing() {
        Event event = Events.bare()
                .setOrderId("1001")
                .setValue("12345678901234.5600")
                .setCurrency("EUR")
                .setSequence(Long.MAX_VALUE)
                .setItems("[ {\"id\":\"s\", \"price\":1.10}\n]")
                .setCreatedAt(-1L)
                .build();

        String json = new String(
                new EventsConfig(EventFormat.JSON, 0, null)
                        .writer("events", book)
                        .write(event),
                StandardCharsets.UTF_8);

        assertThat(json)
                .startsWith("{\"dedup_id\":\"00112233445566778899aabbccddeeff\",\"identity\":\"event\"")
                .contains("\"received_at\":\"2026-11-22 02:39:02.123\"")
                .contains("\"created_at\":-1,")
                .contains("\"sequence\":9223372036854775807")
                .contains("\"value\":\"12345678901234.5600\"")
                .contains("\"items\":[{\"id\":\"s\",\"price\":1.10}]")
                .contains("\"gpc\":false")
                .contains("\"properties\":{},")
                .contains("\"warnings\":[],\"raw_partition\":3,\"raw_offset\":17,\"raw_index\":0}")
                .doesNotContain("visitor_id")
                .doesNotContain("\n");
    }

    @Test
    void shouldPassOverNamesOfALaterVersion() throws Exception {
        Event event = Events.bare().build();
        String json = new String(JsonEvent.write(event), StandardCharsets.UTF_8);

        Event read = read("{\"from_tomorrow\":{\"a\":[1]}," + json.substring(1));

        assertThat(read).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"dedup_id\":\"x\"}",
                "{\"dedup_id\":[1]}",
                "{\"gpc\":\"yes\"}",
                "{\"received_at\":\"yesterday\"}",
                "{\"received_at\":\"2026-13-01 00:00:00.000\"}",
                "{\"received_at\":99999999999999999999}",
                "{\"sequence\":1.5}",
                "{\"properties\":[]}",
                "{\"properties\":{\"a\":{}}}",
                "{\"warnings\":{}}",
                "{\"warnings\":[[]]}",
                "{\"items\":[1",
                "{\"raw_partition\":5000000000}"
            })
    void shouldRefuseJsonThatIsNoEvent(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldRefuseWhatFollowsTheObject() {
        String json = new String(JsonEvent.write(Events.bare().build()), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(json + " {}")).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldNotGuessTheSchemaOfAnUnknownId() {
        EventReader reader = EventReader.of(new EventsConfig(EventFormat.AVRO, 7, null), book);

        assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 0, 8, 1}))
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.SCHEMA_UNKNOWN));
        assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 0, 7}))
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.RECORD_UNREADABLE));
    }

    @Test
    void shouldNeverThrowAnythingElseWhateverTheBytes() {
        EventReader reader = EventReader.of(new EventsConfig(EventFormat.AVRO, 7, null), book);
        byte[][] good = {
            JsonEvent.write(Events.bare().build()),
            new ConfluentFraming(new AvroCodec<>(Event.getClassSchema(), book), 7)
                    .write(Events.bare().build())
        };
        Seeded.repeat(2_000, random -> {
            byte[] bytes = good[random.nextInt(good.length)].clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(reader.read(bytes)).isNotNull();
            } catch (UnreadableException e) {
                assertThat(e.detail()).isNotBlank();
            }
        });
    }

    private static Event readOrFail(EventReader reader, byte[] bytes) {
        try {
            return reader.read(bytes);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private Event read(String json) throws UnreadableException {
        return EventReader.of(EventsConfig.PLAIN, book).read(json.getBytes(StandardCharsets.UTF_8));
    }
}

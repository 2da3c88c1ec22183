package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.avro.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

final class AvroCodecTest {

    private final AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());

    @Test
    void shouldWriteAvrosOwnSingleObjectEncoding() throws Exception {
        byte[] bytes = codec.encode(entry());

        assertThat(new BinaryMessageDecoder<LedgerEntry>(new SpecificData(), LedgerEntry.getClassSchema())
                        .decode(bytes))
                .isEqualTo(entry());
        assertThat(codec.decode(bytes)).isEqualTo(entry());
    }

    @Test
    void shouldReadEveryBrokenRecordOrCallItUnreadable() {
        byte[] whole = codec.encode(entry());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(UnreadableException.class);
        }
        Seeded.repeat(2_000, random -> {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));

            Throwable thrown = catchThrowable(() -> codec.decode(bytes));

            assertThat(thrown == null || thrown instanceof UnreadableException)
                    .as(String.valueOf(thrown))
                    .isTrue();
        });
    }

    @Test
    void shouldRefuseBytesAfterTheRecord() {
        byte[] whole = codec.encode(entry());
        byte[] more = Arrays.copyOf(whole, whole.length + 1);

        assertThatThrownBy(() -> codec.decode(more)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldReadARecordOfASchemaThatAnotherPublished() throws Exception {
        Schema wider = new Schema.Parser()
                .parse(LedgerEntry.getClassSchema()
                        .toString()
                        .replace("\"fields\":[", "\"fields\":[{\"name\":\"later\",\"type\":\"long\",\"default\":0},"));
        Map<Long, String> published = new HashMap<>();
        List<Instant> asked = new ArrayList<>();
        TestClock clock = new TestClock(Instant.EPOCH);
        SchemaBook book = new SchemaBook(
                () -> {
                    asked.add(clock.instant());
                    return published;
                },
                clock);
        AvroCodec<LedgerEntry> reader = new AvroCodec<>(LedgerEntry.getClassSchema(), book);
        byte[] bytes = later(wider);

        Throwable unknown = catchThrowable(() -> reader.decode(bytes));
        published.put(AvroCodec.fingerprint(wider), wider.toString());
        Throwable stillUnknown = catchThrowable(() -> reader.decode(bytes));
        clock.advance(Duration.ofSeconds(10));

        assertThat(reader.decode(bytes)).isEqualTo(entry());
        assertThat(unknown).isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.refusal())
                .isEqualTo(Refusal.SCHEMA_UNKNOWN));
        assertThat(stillUnknown).as("asked at most every ten seconds").isNotNull();
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldNotBelieveASchemaUnderAnotherFingerprint() {
        String json = LedgerEntry.getClassSchema().toString();
        SchemaBook book = new SchemaBook(() -> Map.of(5L, json), new TestClock(Instant.EPOCH));

        assertThatThrownBy(() -> book.find(5L)).isInstanceOf(UnreadableException.class);
    }

    /** What a later version of us would write. */
    private static byte[] later(Schema wider) throws IOException {
        GenericRecord record = new GenericData.Record(wider);
        LedgerEntry entry = entry();
        for (Schema.Field field : LedgerEntry.getClassSchema().getFields()) {
            record.put(field.name(), entry.get(field.pos()));
        }
        record.put("later", 7L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AvroCodec.writeHeader(out, AvroCodec.fingerprint(wider));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(wider).write(record, encoder);
        return out.toByteArray();
    }

    private static LedgerEntry entry() {
        return LedgerEntry.newBuilder()
                .setStage("firehose-sink")
                .setSource("firstlight.events-1")
                .setPixelId("12345")
                .setMinute(29_921_919)
                .setCounts(new HashMap<>(Map.of("delivered", 7L)))
                .setPosition(9L)
                .setWrittenAt(1)
                .build();
    }
}

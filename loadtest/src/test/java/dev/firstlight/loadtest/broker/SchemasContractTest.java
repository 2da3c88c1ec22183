package dev.firstlight.loadtest.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contract: a schema that one program published is there for every other, whenever that one comes. */
@Timeout(60)
@ExtendWith(Brokers.class)
final class SchemasContractTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    private final Log log;
    private final SchemaTopic topic;

    SchemasContractTest(Broker broker) {
        log = Log.on(broker);
        topic = new SchemaTopic(log.config());
    }

    @BeforeEach
    void create() throws Exception {
        log.create(Topic.SCHEMAS);
    }

    @Test
    void shouldGiveBackWhatWasPublishedHoweverOften() throws Exception {
        List<Schema> all = List.of(
                RawPack.getClassSchema(),
                Event.getClassSchema(),
                Reject.getClassSchema(),
                LedgerEntry.getClassSchema());
        assertThat(topic.published()).isEmpty();

        topic.publish(all);
        topic.publish(all);

        assertThat(topic.published())
                .isEqualTo(all.stream()
                        .collect(Collectors.toMap(SchemaNormalization::parsingFingerprint64, Schema::toString)));
    }

    @Test
    void shouldReadARecordOfAVersionThatOnlyItsWriterKnows() throws Exception {
        Schema later = laterReject();
        byte[] record = written(later);
        TestClock clock = new TestClock(NOW);
        AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), new SchemaBook(topic, clock));
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> codec.decode(record))
                .satisfies(unread -> assertThat(unread.refusal()).isEqualTo(Refusal.SCHEMA_UNKNOWN));

        topic.publish(List.of(later));
        clock.advance(Duration.ofMinutes(1)); // the book does not ask at every strange record

        Reject read = codec.decode(record);
        assertThat(read.getReason()).isEqualTo("query_malformed");
        assertThat(read.getSize()).isEqualTo(3);
    }

    /** The current schema and a field more. */
    private static Schema laterReject() {
        Schema now = Reject.getClassSchema();
        List<Schema.Field> fields = now.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .collect(Collectors.toList());
        fields.add(new Schema.Field("region", Schema.create(Schema.Type.STRING), "Of a later version.", "eu"));
        return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    }

    /** Single-object encoding by hand, as the specification has it: this writer is not our code. */
    private static byte[] written(Schema schema) throws IOException {
        GenericRecord record = new GenericData.Record(schema);
        Function<Schema, Object> anything = type -> switch (type.getType()) {
            case STRING -> "";
            case INT -> 0;
            case LONG -> 0L;
            case BYTES -> ByteBuffer.allocate(0);
            default -> throw new IllegalArgumentException("no value for " + type);
        };
        for (Schema.Field field : schema.getFields()) {
            if (!field.schema().isNullable()) {
                record.put(field.pos(), anything.apply(field.schema()));
            }
        }
        record.put("reason", "query_malformed");
        record.put("size", 3L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}

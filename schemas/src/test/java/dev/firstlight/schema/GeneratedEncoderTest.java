package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** Records are written by the encoders that were generated with their classes: the same bytes as Avro's own writer makes by the schema. */
final class GeneratedEncoderTest {

    @Test
    void shouldWriteEventsAsTheSchemaSays() {
        shouldWriteAsTheSchemaSays(Event.getClassSchema());
    }

    @Test
    void shouldWriteRejectsAsTheSchemaSays() {
        shouldWriteAsTheSchemaSays(Reject.getClassSchema());
    }

    @Test
    void shouldWriteLedgerEntriesAsTheSchemaSays() {
        shouldWriteAsTheSchemaSays(LedgerEntry.getClassSchema());
    }

    @Test
    void shouldForgetARecordThatFailed() {
        AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
        LedgerEntry good = any(codec, LedgerEntry.getClassSchema(), new Random(1));
        byte[] before = codec.encode(good);
        LedgerEntry bad = LedgerEntry.newBuilder(good).build();
        bad.put(LedgerEntry.getClassSchema().getField("counts").pos(), null);

        assertThat(catchThrowable(() -> codec.encode(bad))).isInstanceOf(NullPointerException.class);

        assertThat(codec.encode(good)).isEqualTo(before);
    }

    private static void shouldWriteAsTheSchemaSays(Schema schema) {
        AvroCodec<SpecificRecord> codec = new AvroCodec<>(schema, new SchemaBook());
        Seeded.repeat(500, random -> {
            SpecificRecord record = any(codec, schema, random);

            byte[] bytes = codec.encode(record);

            byte[] bySchema = written(new SpecificDatumWriter<>(schema), record);
            assertThat(Arrays.copyOfRange(bytes, AvroCodec.HEADER_BYTES, bytes.length))
                    .isEqualTo(bySchema);
        });
    }

    /** By the schema alone, so that each field of it is present and absent some time. */
    private static <T extends SpecificRecord> T any(AvroCodec<T> codec, Schema schema, Random random) {
        Object generic =
                new RandomData(schema, 1, random.nextLong(), false).iterator().next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AvroCodec.writeHeader(out, AvroCodec.fingerprint(schema));
        out.writeBytes(written(new GenericDatumWriter<>(schema), generic));
        try {
            return codec.decode(out.toByteArray());
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> byte[] written(DatumWriter<T> writer, T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
